"""The forms of the plain pages: what was typed, what the action said to it, and the number that makes repeating safe."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar
from uuid import uuid4

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import BaseModel, ValidationError

from collab.errors import Code, DomainError, NotFound
from collab.labels import Label, above
from collab.text.identifying import Trace, traces_in

NAMES = {
    Trace.MAIL: gettext_lazy("a mail address"),
    Trace.PHONE: gettext_lazy("a telephone number"),
    Trace.HANDLE: gettext_lazy("an account elsewhere"),
    Trace.CASE_NUMBER: gettext_lazy("a case number"),
    Trace.NAME_AND_AGE: gettext_lazy("a name with an age"),
}
Draft = TypeVar("Draft", bound=BaseModel)
Done = TypeVar("Done")


@dataclass
class Form:
    """A form on its way to the page and back.  `client_id` stays the same until the text has been taken."""

    values: dict[str, Any] = field(default_factory=dict)
    client_id: str = field(default_factory=lambda: str(uuid4()))
    error: str = ""
    code: str = ""
    status: int = HTTPStatus.OK
    facts: dict[str, Any] = field(default_factory=dict)  # of the refusal
    asked: str = ""  # the traces that the writer has been asked about

    @classmethod
    def sent(cls, request: HttpRequest, *names: str) -> "Form":
        """What came with a POST."""
        return cls(
            {name: request.POST.get(name, "") for name in names}, request.POST.get("client_id", ""), asked=request.POST.get("asked", "")
        )

    def act(self, shape: type[Draft], action: Callable[[Draft], Done], **given: Any) -> Done | None:
        """Run the action on what was typed; None when it was refused, and then the form says why and keeps the text.

        Raises NotFound: that is a page of its own.
        """
        typed = {name: value for name, value in self.values.items() if value not in ("", None)}
        try:
            repeated = {"client_id": self.client_id} if "client_id" in shape.model_fields else {}
            return action(shape.model_validate({**repeated, **typed, **given}))
        except ValidationError:
            self._refuse(_("Something on this form is missing or not understood."), Code.INVALID, HTTPStatus.UNPROCESSABLE_ENTITY)
        except NotFound:
            raise
        except DomainError as refusal:
            self._refuse(str(refusal.message), refusal.code, refusal.status)
            self.facts = refusal.facts
        return None

    def asks(self) -> bool:
        """Whether the writer is asked first: something may point to a person, and this is not yet the answer to that."""
        found = traces_in("\n".join(str(self.values.get(name, "")) for name in ("title", "note", "body")))
        before, self.asked = self.asked, ",".join(found)
        if not found or before == self.asked:
            return False
        what = "; ".join(str(NAMES[trace]) for trace in found)
        sentence = _("This may point to a person: %(what)s. Take it out, or send it again if it may be said here.") % {"what": what}
        self._refuse(sentence, Code.INVALID, HTTPStatus.UNPROCESSABLE_ENTITY)
        return True

    def _refuse(self, sentence: str, code: Code, status: int) -> None:
        self.error, self.code, self.status = sentence, code.value, status
        if code in {Code.REPLAY_DIFFERS, Code.INVALID}:
            self.client_id = str(uuid4())  # what is sent next is another text


def labels_between(floor: str, ceiling: str) -> list[Label]:
    """The labels that a text may carry here, the lowest first."""
    return [label for label in Label if not above(floor, label) and not above(label, ceiling)]
