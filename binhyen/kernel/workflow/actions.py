"""Changes to the law's numbers and to the calendar, by administrators; what the clock tells."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.apps import apps
from django.db.models import Model

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.notify.actions import tell
from binhyen.kernel.notify.wording import reminder, reminder_below
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow import calendars, reminding, rulebook, rules, saved
from binhyen.kernel.workflow.models import (
    CalendarDay,
    CalendarYear,
    Deadline,
    LegalRule,
    SavedView,
)
from binhyen.lib.workdays import local_day

TOLD_AT_A_TIME = 500


@dataclass(frozen=True)
class RuleText:
    """What an administrator may write anew; the key, the reading and the start stay."""

    title: str
    amount: int
    measure: str
    basis: str
    source: str
    note: str = ""


@action
def edit_rule(
    *, actor: Actor, rule: LegalRule, text: RuleText, valid_from: date, now: datetime
) -> LegalRule:
    """Close the present text on ``valid_from`` and let the new one hold from then on.

    Deadlines already opened keep the text that gave them.
    """
    rules.may_keep_reference(actor).require()
    old = LegalRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    rules.may_replace(old, valid_from).require()
    rules.makes_sense(text.amount, text.measure, old.counts_back).require()
    old.valid_to, old.edited_at = valid_from, now
    old.save(update_fields=["valid_to", "edited_at"])
    new = LegalRule.objects.create(
        key=old.key,
        variant=old.variant,
        valid_from=valid_from,
        counts_from=old.counts_from,
        counts_back=old.counts_back,
        is_internal=old.is_internal,
        edited_at=now,
        **vars(text),
    )
    rulebook.forget()
    length = f"{text.amount} {text.measure}"
    record(actor, "workflow.rule_edited", new, at=now, key=old.key, replaces=old.pk, to=length)
    return new


@action
def verify_rule(*, actor: Actor, rule: LegalRule, compared: str, now: datetime) -> LegalRule:
    """An administrator says that the text agrees with the document named in ``compared``."""
    rules.may_keep_reference(actor).require()
    rule = LegalRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    rules.may_verify(rule).require()
    rule.verified_by, rule.verified_at, rule.source = actor.user, now, compared
    rule.save(update_fields=["verified_by", "verified_at", "source"])
    rulebook.forget()
    record(actor, "workflow.rule_verified", rule, at=now, key=rule.key, compared=compared)
    return rule


@action
def withdraw_verification(
    *, actor: Actor, rule: LegalRule, reason: str, now: datetime
) -> LegalRule:
    """The comparison was wrong or is out of date: the rule shows "chưa kiểm chứng" again."""
    rules.may_keep_reference(actor).require()
    rule = LegalRule.objects.select_for_update(of=("self",)).get(pk=rule.pk)
    rule.verified_by = rule.verified_at = None
    rule.edited_at = now
    rule.save(update_fields=["verified_by", "verified_at", "edited_at"])
    rulebook.forget()
    record(actor, "workflow.rule_unverified", rule, at=now, key=rule.key, reason=reason)
    return rule


@action
def mark_day(*, actor: Actor, day: date, is_working: bool, name: str, now: datetime) -> CalendarDay:
    """Note a day off, or a weekend day worked; a day already noted is written anew."""
    rules.may_keep_reference(actor).require()
    rules.may_mark(day, is_working).require()
    year = _raise_version(day.year, now)
    marked, _made = CalendarDay.objects.update_or_create(
        date=day, defaults={"is_working": is_working, "name": name}
    )
    calendars.forget()
    record(actor, "workflow.day_marked", year, at=now, day=day, works=is_working, name=name)
    return marked


@action
def clear_day(*, actor: Actor, day: CalendarDay, now: datetime) -> CalendarYear:
    """The week's rule holds for that day again."""
    rules.may_keep_reference(actor).require()
    year = _raise_version(day.date.year, now)
    CalendarDay.objects.filter(pk=day.pk).delete()
    calendars.forget()
    record(actor, "workflow.day_cleared", year, at=now, day=day.date, name=day.name)
    return year


@action
def verify_year(*, actor: Actor, year: int, source: str, now: datetime) -> CalendarYear:
    """An administrator compared the whole year with the announcement named in ``source``."""
    rules.may_keep_reference(actor).require()
    row = _locked(year)
    row.source, row.verified, row.edited_at = source, True, now
    row.save(update_fields=["source", "verified", "edited_at"])
    calendars.forget()
    record(actor, "workflow.year_verified", row, at=now, source=source, version=row.version)
    return row


@action
def remind(
    *,
    actor: Actor,
    step: reminding.Step,
    unit: Unit,
    link: str,
    link_below: str = "",
    now: datetime,
) -> int:
    """Tell of a unit's duties whose moment for ``step`` has come, each once: one message to each
    person, however many duties; ``link`` leads to the list when there are several, ``link_below``
    to that of the units below. What the message says is how many, never what; to people of a unit
    above one message at the same ``now``, from however many units. Answers how many duties.

    What a person may not see they are not told of; whoever may not see a record does not learn
    that it exists. A trace stands on each record.
    """
    waiting = reminding.due_for(step, now).filter(unit=unit).select_related("rule")
    locked = waiting.select_for_update(of=("self",), skip_locked=True)
    batch = list(locked.order_by("due_at", "id")[:TOLD_AT_A_TIME])
    Deadline.objects.filter(pk__in=[row.pk for row in batch]).update(told=step.level)
    reached: Counter[tuple[str, int]] = Counter()
    for one in reminding.tell_whom(step, unit, batch, local_day(now)):
        late = step is not reminding.BEFORE
        words = reminder("vi", len(one.records), late=late)
        link_to, of = one.url or link, f"{step.level}-{batch[0].pk}"
        if one.from_below:
            words, link_to, of = (
                reminder_below("vi", late=late),
                link_below or link,
                f"below-{late}",
            )
        tell(
            actor=actor,
            user=one.user,
            subject=words.subject,
            text=words.text,
            link=link_to,
            dedupe_key=f"remind-{of}-{now.timestamp():.0f}",
        )
        reached.update(one.records)
    for row in batch:
        record(
            actor,
            step.verb,
            _subject(row),
            unit_id=unit.pk,
            at=now,
            duty=row.rule.key,
            due=row.due_on,
            people=reached[(row.subject_kind, row.subject_id)],
        )
    if not batch:
        record(actor, step.verb, unit, unit_id=unit.pk, at=now, duties=0)
    return len(batch)


def _subject(row: Deadline) -> Model:
    """Enough of the record for a line of the trail: which table, which row."""
    subject: Model = apps.get_model(row.subject_kind)(pk=row.subject_id)
    return subject


@action
def save_view(
    *, actor: Actor, page: str, name: str, query: str, unit: Unit | None, now: datetime
) -> SavedView:
    """Keep a list's filters under a name; the same name again is written anew."""
    mine = SavedView.objects.filter(owner=actor.user, page=page, name=name).first()
    if mine is None or (unit and unit.pk != mine.unit_id):
        saved.may_save(actor, page, unit.pk if unit else None).require()
    view = mine or SavedView(owner=actor.user, page=page, name=name)
    view.query, view.unit = saved.kept_query(page, query), unit
    view.save()
    record(actor, "workflow.view_saved", view, unit_id=unit.pk if unit else 0, at=now, page=page)
    return view


@action
def drop_view(*, actor: Actor, view: SavedView, now: datetime) -> None:
    saved.may_drop(actor, view).require()
    record(actor, "workflow.view_dropped", view, unit_id=view.unit_id or 0, at=now)
    view.delete()


def _locked(year: int) -> CalendarYear:
    CalendarYear.objects.get_or_create(year=year, defaults={"version": 0})
    return CalendarYear.objects.select_for_update().get(year=year)


def _raise_version(year: int, now: datetime) -> CalendarYear:
    """One more change; what had been verified is so no longer."""
    row = _locked(year)
    row.version, row.verified, row.edited_at = row.version + 1, False, now
    row.save(update_fields=["version", "verified", "edited_at"])
    return row
