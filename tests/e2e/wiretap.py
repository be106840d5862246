"""Everything that a browser was sent: socket frames and bodies of answers.  For "an outsider is sent nothing"."""

import asyncio

from playwright.async_api import BrowserContext, Page, Response, WebSocket
from playwright.async_api import Error as BrowserError


class Wiretap:
    """Listens to all pages of a context, from before their first request."""

    def __init__(self, context: BrowserContext) -> None:
        self.frames: list[str] = []
        self.bodies: list[str] = []
        self._reading: set[asyncio.Task[None]] = set()
        context.on("page", self._page)
        context.on("response", self._response)

    async def everything(self) -> str:
        """All of it as one text, once the bodies still on their way have been read."""
        await asyncio.gather(*self._reading)
        return "\n".join([*self.frames, *self.bodies])

    async def assert_never_sent(self, *secrets: str) -> None:
        """Fail if any of these texts reached the browser in any way."""
        text = await self.everything()
        leaked = [secret for secret in secrets if secret in text]
        assert not leaked, f"sent to somebody who may not know it: {leaked}"

    def _page(self, page: Page) -> None:
        page.on("websocket", self._socket)

    def _socket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.frames.append(frame if isinstance(frame, str) else frame.decode(errors="replace")))

    def _response(self, response: Response) -> None:
        task = asyncio.ensure_future(self._read(response))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _read(self, response: Response) -> None:
        try:
            self.bodies.append((await response.body()).decode(errors="replace"))
        except BrowserError:
            return  # a redirect or a closed page has no body to read
