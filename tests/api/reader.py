"""Reading without scripts: pages and forms, as a plain browser has them."""

import re
from typing import Any

from tests.api.ask import Asking


class Reader(Asking):
    """Somebody with a browser that runs no scripts."""

    def page(self, path: str, status: int = 200) -> str:
        """The text of a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, answer.content.decode()
        return str(answer.content.decode())

    def send_form(self, path: str, **fields: Any) -> Any:
        """Fill in the page's form as it stands, and send it."""
        shown = self.page(path)
        found = re.search(r'name="client_id" value="([^"]*)"', shown)
        given = {"client_id": found[1] if found else "", "csrfmiddlewaretoken": self.token}
        return self.client.post(path, {**given, **fields})
