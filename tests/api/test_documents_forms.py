"""Forms that are no forms: a clear refusal, nothing stored."""

from uuid import uuid4

import pytest

from discussions.documents.models import Document
from tests.api.ask import ask
from tests.world import World

pytestmark = pytest.mark.django_db
FORM = "multipart/form-data; boundary=x"


def field(name: str, value: str) -> str:
    return f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'


FIELDS = field("client_id", str(uuid4())) + field("title", "Menu")
FILE = '--x\r\nContent-Disposition: form-data; name="file"; filename="menu.txt"\r\n\r\nwool\r\n'


@pytest.mark.parametrize(
    ("content_type", "body", "status", "code"),
    [
        (FORM, FIELDS + FILE + "--x--\r\n", 201, None),
        (FORM, FIELDS + "--x--\r\n", 422, "invalid"),
        (FORM, "", 422, "invalid"),
        (FORM, FILE + "--x--\r\n", 422, "invalid"),
        ("multipart/form-data", FIELDS + FILE + "--x--\r\n", 400, "invalid"),
        (FORM, field("abstract", "x" * 1_100_000) + FIELDS + FILE + "--x--\r\n", 413, "too_large"),
        (FORM, FIELDS + FILE.replace("name=\"file\"", "name=\"other\"") + "--x--\r\n", 422, "invalid"),
        (FORM, FIELDS + FILE + FILE.replace("name=\"file\"", "name=\"other\"") + "--x--\r\n", 422, "invalid"),
        (FORM, FIELDS + FILE.replace("menu.txt", "") + "--x--\r\n", 422, "invalid"),
        ("application/json", "{}", 422, "invalid"),
    ],
)  # fmt: skip
def test_a_form_is_understood_or_refused(world: World, content_type: str, body: str, status: int, code: str | None) -> None:
    ben = ask(world.ben)
    path = f"/api/spaces/{world.loom.pk}/documents"
    response = ben.client.generic("POST", path, body, content_type=content_type, headers={"X-CSRFToken": ben.token})
    assert (response.status_code, response.json().get("code")) == (status, code)
    assert Document.objects.count() == (status == 201)
