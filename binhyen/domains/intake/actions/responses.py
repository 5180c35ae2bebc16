"""Prepared texts: write, withdraw; the first answer that goes by itself; look at a thin answer."""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from binhyen.domains.intake import response_rules as rules
from binhyen.domains.intake import responses
from binhyen.domains.intake.actions.common import locked
from binhyen.domains.intake.models import (
    Answer,
    Category,
    ResponseText,
    ResponseVersion,
    Tip,
    TipMessage,
)
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.lib import filling


@dataclass(frozen=True)
class Wording:
    """What a version says and from which day on."""

    title: str
    text: str
    text_en: str
    valid_from: date


@action
def write_response(
    *,
    actor: Actor,
    unit: Unit | None,
    category: Category | None,
    state: str,
    is_automatic: bool,
    wording: Wording,
    now: datetime,
) -> ResponseText:
    """A new prepared text of a unit, or (``unit`` None) of the whole province."""
    rules.may_write_response(actor, unit.pk if unit else None).require()
    rules.is_whole(wording.text, wording.text_en, is_automatic=is_automatic).require()
    response = ResponseText(
        title=wording.title,
        unit=unit,
        category=category,
        state=state,
        is_automatic=is_automatic,
    )
    response.full_clean()
    response.save(force_insert=True)
    _keep(actor, response, 1, wording, now)
    return response


@action
def rewrite_response(
    *, actor: Actor, response: ResponseText, wording: Wording, now: datetime
) -> ResponseText:
    """A new version from its day on; answers already sent keep the version they rest on."""
    response = ResponseText.objects.select_for_update(of=("self",)).get(pk=response.pk)
    rules.may_write_response(actor, response.unit_id).require()
    rules.is_whole(wording.text, wording.text_en, is_automatic=response.is_automatic).require()
    if response.title != wording.title:
        response.title = wording.title
        response.save(update_fields=["title"])
    _keep(actor, response, response.versions.count() + 1, wording, now)
    return response


def _keep(
    actor: Actor, response: ResponseText, number: int, wording: Wording, now: datetime
) -> None:
    ResponseVersion.objects.create(
        response=response,
        number=number,
        text=wording.text,
        text_en=wording.text_en,
        valid_from=wording.valid_from,
        author=actor.user,
        written_at=now,
    )
    record(
        actor,
        "intake.response_written",
        response,
        unit_id=response.unit_id or 0,
        at=now,
        number=number,
        valid_from=wording.valid_from,
    )


@action
def withdraw_response(*, actor: Actor, response: ResponseText, now: datetime) -> ResponseText:
    """No longer offered and no longer sent by itself, from today on."""
    response = ResponseText.objects.select_for_update(of=("self",)).get(pk=response.pk)
    rules.may_write_response(actor, response.unit_id).require()
    response.withdrawn_on = timezone.localdate(now)
    response.save(update_fields=["withdrawn_on"])
    record(actor, "intake.response_withdrawn", response, unit_id=response.unit_id or 0, at=now)
    return response


@action
def send_first_answer(
    *, actor: Actor, tip: Tip, version: ResponseVersion, now: datetime
) -> TipMessage | None:
    """The automatic first answer, once for each report; None when it went before. Nobody wrote it,
    so it neither ends a duty nor sends a letter: the reporter has just left the receipt page."""
    tip = locked(tip)
    if Answer.objects.filter(tip=tip, is_automatic=True).exists():
        record(actor, "intake.first_answered", tip, unit_id=tip.unit_id, at=now, again=True)
        return None
    text = filling.fill(version.wording(tip.language), responses.values_for(tip, tip.language))
    message = TipMessage.objects.create(
        tip=tip, author=TipMessage.Author.UNIT, user=None, text=text, at=now
    )
    Answer.objects.create(
        tip=tip, unit=tip.unit, message=message, version=version, is_automatic=True, at=now
    )
    record(
        actor,
        "intake.first_answered",
        tip,
        unit_id=tip.unit_id,
        at=now,
        message=message.pk,
        version=version.pk,
    )
    return message


@action
def look_at_answer(*, actor: Actor, answer: Answer, note: str, now: datetime) -> Answer:
    """A leader read an answer that may lack substance and says what follows."""
    answer = (
        Answer.objects.select_for_update(of=("self",)).select_related("tip__unit", "unit")
    ).get(pk=answer.pk)
    rules.may_look_at(actor, answer).require()
    answer.looked_at, answer.looked_by, answer.looked_note = now, actor.user, note
    answer.save(update_fields=["looked_at", "looked_by", "looked_note"])
    record(
        actor, "intake.answer_looked_at", answer.tip, unit_id=answer.unit_id, at=now, id=answer.pk
    )
    return answer
