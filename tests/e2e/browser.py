"""Chromium, and what it may say while a test watches."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from tests.tools import CHROMIUM

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own Chromium, without a window."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM.path(), args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


class Complaints:
    """Errors on a page's console, its uncaught exceptions, its violations of the content security policy.

    A refusal (an answer of the 400s) is no error of the page, although Chromium writes it to the console.
    """

    def __init__(self, page: Page) -> None:
        self.heard: list[str] = []
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.heard.append(f"uncaught: {error}"))

    def _console(self, message: ConsoleMessage) -> None:
        refusal = message.text.startswith("Failed to load resource") and "status of 4" in message.text
        if message.type == "error" and not refusal:
            self.heard.append(message.text)

    def forgive(self, part: str) -> None:
        """Take back what the test itself provoked, such as the loss of the line."""
        self.heard = [each for each in self.heard if part not in each]
