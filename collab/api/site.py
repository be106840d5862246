"""The one API object: every refusal leaves it in one shape."""

import json
import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import DataError
from django.http import HttpRequest, HttpResponse, JsonResponse, RawPostDataException
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer
from ninja.types import DictStrAny

from collab.api.actor import SessionCookie
from collab.errors import Code, DomainError, Failed, Invalid, NotFound, SignedOut

log = logging.getLogger("collab.api")


class OnlyJson(Parser):
    """Bodies say that they are JSON: what a form of another site can send without asking is not taken for it (S35)."""

    def parse_body(self, request: HttpRequest) -> DictStrAny:
        """The parsed body.  Raises ValueError, which ninja answers with 400, for any other content type."""
        if request.content_type != "application/json":
            raise ValueError("not application/json")
        return super().parse_body(request)


class ShortJson(JSONRenderer):
    """Answers as frames are written: in UTF-8, in which a letter of most scripts takes two bytes and not the six of an escape."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        """The bytes.  Half of a surrogate pair, which only a client can have sent, becomes a question mark."""
        return json.dumps(data, cls=self.encoder_class, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def missing(request: HttpRequest) -> HttpResponse:
    """An address that no route has is answered like a thing that one may not see."""
    refusal = NotFound()
    return JsonResponse(refusal.as_answer(), status=refusal.status)


def new_api() -> NinjaAPI:
    """An API without routes; collab.urls adds the routers."""
    api = NinjaAPI(
        title="Collab",
        version="1",
        auth=SessionCookie(),
        parser=OnlyJson(),
        renderer=ShortJson(),
        docs_url=None,
        openapi_url=None,
        urls_namespace="api",
    )

    @api.exception_handler(DomainError)
    def refuse(request: HttpRequest, refusal: DomainError) -> HttpResponse:
        return api.create_response(request, refusal.as_answer(), status=refusal.status)

    @api.exception_handler(ValidationError)
    def not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = sorted({".".join(str(part) for part in each["loc"][1:]) for each in error.errors})
        return refuse(request, Invalid(Code.INVALID, _("Some fields are not understood."), fields=fields))

    @api.exception_handler(AuthenticationError)
    def signed_out(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
        return refuse(request, SignedOut())

    @api.exception_handler(HttpError)
    def other(request: HttpRequest, error: HttpError) -> HttpResponse:
        return api.create_response(request, {"code": Code.INVALID, "message": str(error), "facts": {}}, status=error.status_code)

    @api.exception_handler(RawPostDataException)  # a form where JSON belongs: its body has been read as one
    @api.exception_handler(MultiPartParserError)
    @api.exception_handler(TooManyFieldsSent)
    @api.exception_handler(TooManyFilesSent)
    def no_form(request: HttpRequest, error: Exception) -> HttpResponse:
        answer = Invalid(Code.INVALID, _("This form cannot be read.")).as_answer()
        return api.create_response(request, answer, status=HTTPStatus.BAD_REQUEST)

    @api.exception_handler(RequestDataTooBig)
    def too_big(request: HttpRequest, error: Exception) -> HttpResponse:
        answer = Invalid(Code.TOO_LARGE, _("This request is too large.")).as_answer()
        return api.create_response(request, answer, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)

    @api.exception_handler(OverflowError)  # SQLite
    @api.exception_handler(DataError)  # PostgreSQL
    def no_such_value(request: HttpRequest, error: Exception) -> HttpResponse:
        log.warning("a value that no column holds: %s %s", request.method, request.resolver_match and request.resolver_match.route)
        return missing(request)

    @api.exception_handler(Exception)
    def fault(request: HttpRequest, error: Exception) -> HttpResponse:
        log.exception("a request failed: %s %s", request.method, request.resolver_match and request.resolver_match.route)
        return refuse(request, Failed())

    return api
