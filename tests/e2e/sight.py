"""What a page looks like to axe: no violation, in light, in dark, and read from right to left."""

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
# In other colours and the other way round the same markup is there: what can differ is what axe sees.
SEEN = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]}}
RUN = "options => axe.run({ ...options, resultTypes: ['violations'] }).then(found => found.violations)"

# Colours fade from one scheme to the other, and half way they are nobody's.  Not waited for: out of sight a fade may stand still.
SETTLED = "document.getAnimations().forEach(each => each instanceof CSSTransition && each.finish())"


async def axe(page: Page) -> None:
    """Fail with a readable list if anything stands in somebody's way."""
    if await page.evaluate("typeof axe === 'undefined'"):
        await page.evaluate(AXE_SCRIPT)
    await page.emulate_media(color_scheme="light")
    await _look(page, "light", RULES)
    await page.emulate_media(color_scheme="dark")
    await _look(page, "dark", SEEN)
    direction = await page.evaluate("document.documentElement.dir")
    await page.evaluate("document.documentElement.dir = 'rtl'")
    await _look(page, "right to left", SEEN)
    await page.evaluate("dir => { document.documentElement.dir = dir }", direction)
    await page.emulate_media(color_scheme="light")


async def _look(page: Page, how: str, rules: dict[str, Any]) -> None:
    await page.evaluate(SETTLED)
    found = await page.evaluate(RUN, rules)
    problems = [
        f"{each['id']} ({each['impact']}): {each['help']}\n    " + "\n    ".join(node["html"][:160] for node in each["nodes"][:5])
        for each in found
    ]
    assert not problems, f"{page.url}, {how}:\n" + "\n".join(problems)
