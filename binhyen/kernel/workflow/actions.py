"""Changes to the law's numbers and to the calendar, by administrators."""

from dataclasses import dataclass
from datetime import date, datetime

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow import calendars, rulebook, rules
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule


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


def _locked(year: int) -> CalendarYear:
    CalendarYear.objects.get_or_create(year=year, defaults={"version": 0})
    return CalendarYear.objects.select_for_update().get(year=year)


def _raise_version(year: int, now: datetime) -> CalendarYear:
    """One more change; what had been verified is so no longer."""
    row = _locked(year)
    row.version, row.verified, row.edited_at = row.version + 1, False, now
    row.save(update_fields=["version", "verified", "edited_at"])
    return row
