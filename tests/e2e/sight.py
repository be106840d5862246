"""What a page looks like to axe: no violation, in light, in dark, and read from right to left."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

# Colours fade from one scheme to the other; half way they are nobody's.
SETTLED = "Promise.all(document.getAnimations().filter(each => each instanceof CSSTransition).map(each => each.finished)).then(() => 0)"


async def axe(page: Page) -> None:
    """Fail with a readable list if anything stands in somebody's way."""
    for scheme in ("light", "dark"):
        await page.emulate_media(color_scheme=scheme)
        await _look(page, scheme)
    direction = await page.evaluate("document.documentElement.dir")
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await _look(page, "right to left")
    await page.evaluate("dir => { document.documentElement.dir = dir }", direction)
    await page.emulate_media(color_scheme="light")


async def _look(page: Page, how: str) -> None:
    await page.evaluate(SETTLED)
    found = await Axe().run(page, options=RULES)
    problems = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    " + "\n    ".join(node["html"][:160] for node in each["nodes"][:5])
        for each in found.response["violations"]
    ]
    assert not problems, f"{page.url}, {how}:\n" + "\n".join(problems)
