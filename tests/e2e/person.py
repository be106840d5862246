"""A person at a browser of her own."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from playwright.async_api import APIResponse, Browser, BrowserContext, Page

from tests.e2e.browser import Complaints
from tests.e2e.wiretap import Wiretap
from tests.server import DATABASE, Server

Account = dict[str, Any]  # one of `manage.py demo accounts --json`


@dataclass
class Person:
    """Somebody signed in: a context, its first page, what it was sent and what it complained about."""

    account: Account
    server: Server
    context: BrowserContext
    page: Page
    wiretap: Wiretap
    complaints: Complaints

    async def go(self, path: str) -> Page:
        """Open a screen by its address."""
        await self.page.goto(self.server.origin + path)
        return self.page

    async def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the API as this person's browser would; returns what the answer holds, fails on a refusal."""
        answer = await self._fetch(method, path, body)
        text = await answer.text()
        assert answer.ok, f"{method} {path}: {answer.status} {text[:500]}"
        return json.loads(text) if text else None

    async def refused(self, method: str, path: str, body: Any = None) -> tuple[int, str]:
        """The status and the code of a refusal; fails where there is none."""
        answer = await self._fetch(method, path, body)
        assert not answer.ok, f"{method} {path}: {answer.status}"
        return answer.status, (await answer.json())["code"]

    async def _fetch(self, method: str, path: str, body: Any) -> APIResponse:
        cookies = {each["name"]: each["value"] for each in await self.context.cookies()}
        headers = {"X-CSRFToken": cookies.get("csrf", ""), "Origin": self.server.origin}
        return await self.context.request.fetch(self.server.origin + path, method=method, data=body, headers=headers)


def accounts_of(server: Server) -> list[Account]:
    """The site's example accounts as they are now.  Asked for anew only when a person or a seat has changed: asking takes seconds."""
    with closing(sqlite3.connect(server.folder / DATABASE)) as database:
        people = database.execute("SELECT id, email, name, language FROM accounts_person ORDER BY id").fetchall()
        seats = database.execute("SELECT id, role, post, until FROM groups_seat ORDER BY id").fetchall()
    return _listed(server.folder, repr((people, seats)), server.manage)


@lru_cache(maxsize=8)
def _listed(_folder: Path, _state: str, manage: Callable[..., str]) -> list[Account]:
    accounts: list[Account] = json.loads(manage("demo", "accounts", "--json"))
    return accounts


class Cast:
    """Opens browsers for people, and signs each of them in once."""

    def __init__(self, browser: Browser, server: Server, keep_in: Path) -> None:
        self.browser, self.server, self.keep_in = browser, server, keep_in
        self.accounts = accounts_of(server)
        self.present: list[Person] = []

    def account(self, **wanted: str) -> Account:
        """The first example account with these facts, e.g. `group=…, role="moderator"`."""

        def fits(each: Account) -> bool:
            return all(value in json.dumps(each.get(key), ensure_ascii=False) for key, value in wanted.items())

        return next(filter(fits, self.accounts))

    async def enter(self, account: Account, *, fresh: bool = False, **options: Any) -> Person:
        """A new browser context of this person, signed in.  `fresh` gives a session of its own."""
        state = self.keep_in / f"{account['mail']}.json"
        known = {} if fresh or not state.exists() else {"storage_state": str(state)}
        person = await self.stranger(account, **known, **options)
        if not known:
            await sign_in(person)
            if not fresh:
                await person.context.storage_state(path=state)
        return person

    async def stranger(self, account: Account | None = None, **options: Any) -> Person:
        """A new browser context in which nobody is signed in."""
        context = await self.browser.new_context(**options)
        context.set_default_timeout(10_000)
        wiretap = Wiretap(context)
        page = await context.new_page()
        person = Person(account or {}, self.server, context, page, wiretap, Complaints(page))
        self.present.append(person)
        return person

    async def leave(self, pictures: Path | None) -> list[str]:
        """Close every browser opened since the last time.  The complaints heard; pictures of the pages where a folder is given."""
        heard: list[str] = []
        for number, person in enumerate(self.present):
            heard += person.complaints.heard
            if pictures is not None:
                await person.page.screenshot(path=pictures / f"{number}-{person.account.get('name', 'nobody')}.png")
            await person.context.close()
        self.present.clear()
        return heard


async def sign_in(person: Person) -> None:
    """Through the form, as people do."""
    page = await person.go("/account/login/")
    await page.locator("input[name=login]").fill(person.account["mail"])
    await page.locator("input[name=password]").fill(person.account["password"])
    await page.locator("input[name=password]").press("Enter")
    await page.wait_for_url(person.server.origin + "/")
