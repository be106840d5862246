"""Every way in declares the right it needs, by the name of the function that asks for it."""

from importlib import import_module
from typing import Any

from pydantic import BaseModel

from collab import urls
from collab.realtime.live import OWN_FRAMES
from collab.wiring import VERBS

OWN = "own"  # what belongs to the person who asks, and nobody else
# Addresses outside the API, and who may open them.
PAGES = {
    "^api/": "anyone: no route has the address, and that is all it says",
    "account/": "anyone: signing in, an invitation, words about the site; its own pages ask for the session",
    "plain/": "who is signed in; the same reads and actions as the API",
    "_allauth/": "anyone: signing in; its own endpoints ask for the session",
    "leave/": "anyone: it signs out and shows a blank page",
    "^(?!api/|static/|account/|_allauth/|plain/|live/|leave/).*$": "who is signed in; the page carries no content",
}
# Frames of the live side itself; the others are verbs.
FRAMES = {
    "watch": "discussions.listening.access",
    "leave": OWN,
    "focus": "discussions.listening.access",
    "typing": "discussions.listening.access",
    "caret": "discussions.listening.access",
    "ping": OWN,
}


def operations() -> dict[str, dict[str, Any]]:
    """Every route of the API by method and path."""
    paths = urls.api.get_openapi_schema()["paths"]
    return {f"{method.upper()} {path}": operation for path, methods in paths.items() for method, operation in methods.items()}


def exists(rule: str) -> bool:
    """Whether `domain.function` is a function of that domain's policies, rules of threads, of panels and of consent, or reads."""
    domain, _, function = rule.rpartition(".")
    for package in ("discussions", "collab", ""):
        for module in ("policies", "thread", "panel", "consent", "reads"):
            try:
                found = import_module(".".join(filter(None, [package, domain, module])))
            except ModuleNotFoundError:
                continue
            if hasattr(found, function):
                return True
    return False


def test_every_route_declares_its_permission() -> None:
    routes = operations()
    assert len(routes) > 15
    assert [name for name, operation in routes.items() if not operation.get("x-permission")] == []


def test_every_declared_permission_is_a_function_that_exists() -> None:
    declared = {name: operation["x-permission"] for name, operation in operations().items()}
    declared |= {f"frame {do}": verb.permission for do, verb in VERBS.items()}
    unknown = {
        name: rules for name, rules in declared.items() for rule in rules.split(",") if rule.strip() != OWN and not exists(rule.strip())
    }
    assert unknown == {}


def test_every_route_asks_for_a_session() -> None:
    assert [name for name, operation in operations().items() if not operation.get("security")] == []


def test_every_page_outside_the_api_is_known() -> None:
    patterns: list[Any] = urls.urlpatterns
    assert {str(each.pattern) for each in patterns} - {"api/"} == set(PAGES)


def test_every_frame_declares_its_permission() -> None:
    assert set(OWN_FRAMES) == set(FRAMES)
    assert [do for do, verb in VERBS.items() if not verb.permission] == []


def test_no_two_shapes_share_a_name() -> None:
    """In the published schema the second would silently take the place of the first."""
    named: dict[str, set[str]] = {}
    waiting: list[type[BaseModel]] = [BaseModel]
    while waiting:
        for shape in waiting.pop().__subclasses__():
            waiting.append(shape)
            if shape.__module__.startswith(("collab.", "discussions.", "groups.")):
                named.setdefault(shape.__name__, set()).add(shape.__module__)
    assert {"OnOff", "DocumentShape"} <= set(named)
    assert {name: modules for name, modules in named.items() if len(modules) > 1} == {}
