"""A campaign opens and ends."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from binhyen.domains.handins import rules
from binhyen.domains.handins.models import Campaign
from binhyen.kernel.audit.action import action, record
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.lib.text import fold

CODE_LENGTH = 40


@action
def open_campaign(
    *,
    actor: Actor,
    host: Unit,
    name: str,
    directive_number: str,
    directive_on: date,
    first_day: date,
    last_day: date | None,
    units: Iterable[Unit] = (),
    is_demo: bool = False,
    now: datetime,
) -> Campaign:
    """``last_day`` counts in. Without ``units`` every unit may count hand-ins for it."""
    rules.may_run_campaign(actor, host).require()
    campaign = Campaign.objects.create(
        code=_code(name, first_day),
        name=name,
        directive_number=directive_number,
        directive_on=directive_on,
        host=host,
        valid_from=first_day,
        valid_to=last_day + timedelta(days=1) if last_day else None,
        is_demo=is_demo,
    )
    campaign.units.set(units)
    record(actor, "handins.campaign_opened", campaign, unit_id=host.pk, at=now)
    return campaign


def _code(name: str, first_day: date) -> str:
    """Readable in an export and never twice: "2026-giao-nop-vu-khi-2"."""
    words = "".join(sign if sign.isalnum() else " " for sign in fold(name)).split()
    stem = f"{first_day:%Y}-{'-'.join(words)}"[: CODE_LENGTH - 4].strip("-")
    used = set(Campaign.objects.filter(code__startswith=stem).values_list("code", flat=True))
    tries = [stem, *(f"{stem}-{n}" for n in range(2, 1000))]
    return next(code for code in tries if code not in used)


@action
def end_campaign(*, actor: Actor, campaign: Campaign, last_day: date, now: datetime) -> Campaign:
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    rules.may_run_campaign(actor, campaign.host).require()
    campaign.valid_to = last_day + timedelta(days=1)
    campaign.save(update_fields=["valid_to"])
    record(
        actor,
        "handins.campaign_ended",
        campaign,
        unit_id=campaign.host_id,
        at=now,
        last_day=last_day,
    )
    return campaign
