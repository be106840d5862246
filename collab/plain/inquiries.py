"""Consultations and surveys without scripts: the form, one's unit's answers, and what was filed, to be printed.

All questions are shown, each with its condition in words; what is answered to one whose condition does not hold counts as nothing.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from collab.plain.forms import Form
from collab.plain.page import plain
from discussions.inquiries import forms
from discussions.inquiries.exports import printed_answers
from discussions.inquiries.filing import keep_answer
from discussions.inquiries.forms import Condition, Question
from discussions.inquiries.reads import inquiry_page
from discussions.inquiries.roles import STANCE_WORDS, Asks
from discussions.inquiries.shapes import AnswerDraft, InquiryPage
from discussions.polls.actions import visit_poll
from discussions.spaces.reads import space_for


@plain
def inquiry(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """The form; while it is open it is saved for one's own people, or filed."""
    form, page = Form(), inquiry_page(person, space, place)
    if request.method == "POST":
        form = Form.sent(request)
        given = {"answers": filled_in(page.form, request.POST), "file": request.POST.get("act") == "file"}
        given["revision"] = request.POST.get("revision", "0")
        if form.act(AnswerDraft, lambda draft: keep_answer(person, space, place, draft), **given) is not None:
            return redirect("plain_inquiry", space=space, place=place)
    facts = {
        "space": space_for(person, space), "poll": visit_poll(person, space, place).poll, "page": page, "form": form,
        "sections": sections_of(page, request.POST, form.facts.get("needs", {})),
        "revision": form.facts.get("revision", page.answer.revision if page.answer else 0),
    }  # fmt: skip
    return render(request, "plain/inquiry.html", facts, status=form.status)


@plain
def printed(request: HttpRequest, person: int, space: int, place: int) -> HttpResponse:
    """What was filed, to be printed."""
    shape, tables = printed_answers(person, space, place)
    return render(request, "plain/result.html", {"poll": shape, "tables": tables})


def filled_in(form: forms.Form, sent: QueryDict) -> dict[str, Any]:
    """What a form says: `KEY`, and of matrices and positions `KEY.PART`; what is left empty says nothing."""
    answers: dict[str, Any] = {}
    for each in form.questions():
        key, said = each.key, sent.get(each.key, "").strip()
        match each.asks:
            case Asks.POSITION:
                parts = {part: sent.get(f"{key}.{part}", "") for part in ("reason", "wording")}
                value: Any = {"stance": sent.get(f"{key}.stance") or None, **parts}
            case Asks.SEVERAL:
                value = sent.getlist(key)
            case Asks.MATRIX:
                value = {row.key: sent[f"{key}.{row.key}"] for row in each.rows if sent.get(f"{key}.{row.key}")}
            case Asks.SCALE | Asks.NUMBER:
                value = number(said)
            case _:
                value = said
        if value not in ("", [], {}):
            answers[key] = value
    return answers


def number(said: str) -> int | float | str:
    """A number where it is one; else what was typed, for the rule to refuse."""
    try:
        return int(said) if said.lstrip("+-").isdecimal() else float(said)
    except ValueError:
        return said


def sections_of(page: InquiryPage, sent: QueryDict, needs: dict[str, str]) -> list[dict[str, Any]]:
    """The form as the page shows it, filled in as it was just sent, else as it was saved."""
    saved = {key: value for key, value in page.answer.model_dump(mode="json")["answers"].items()} if page.answer else {}
    filled = filled_in(page.form, sent) if sent else saved
    return [
        {
            "title": words(page, each.title), "note": words(page, each.note), "when": condition(page, each.when),
            "questions": [row_of(page, one, filled.get(one.key), needs.get(one.key, "")) for one in each.questions],
        }
        for each in page.form.sections
    ]  # fmt: skip


def row_of(page: InquiryPage, question: Question, value: Any, lack: str) -> dict[str, Any]:
    """One question with what is filled in."""
    options = [{"key": each.key, "text": words(page, each.text)} for each in question.options]
    if question.asks is Asks.SCALE:
        options = [{"key": str(step), "text": str(step)} for step in range(question.least or 0, (question.most or 0) + 1)]
    if question.asks is Asks.POSITION:
        options = [{"key": key.value, "text": str(said)} for key, said in STANCE_WORDS.items()]
    chosen = value if isinstance(value, list) else [str(value)]
    for each in options:
        each["chosen"] = "yes" if each["key"] in chosen or (isinstance(value, dict) and value.get("stance") == each["key"]) else ""
    rows = [{"key": each.key, "text": words(page, each.text), "value": (value or {}).get(each.key)} for each in question.rows]
    return {
        "key": question.key, "asks": question.asks.value, "text": words(page, question.text), "body": words(page, question.body),
        "required": question.required, "when": condition(page, question.when), "options": options, "rows": rows,
        "value": "" if value is None else value, "least": question.least, "most": question.most, "lacks": bool(lack),
    }  # fmt: skip


def words(page: InquiryPage, said: Any) -> str:
    """Words in the reader's language, else in the form's first one."""
    return forms.said(said, get_language() or "en", page.form)


def condition(page: InquiryPage, when: Condition | None) -> str:
    """When something is asked, in words; "" for always."""
    if when is None:
        return ""
    asked = next(each for each in page.form.questions() if each.key == when.question)
    options = {each.key: words(page, each.text) for each in asked.options}
    answers = ", ".join(options.get(each, each) for each in when.any_of)
    return _("Only if “%(question)s” is answered: %(answers)s") % {"question": words(page, asked.text), "answers": answers}
