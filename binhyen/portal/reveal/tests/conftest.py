"""A named report at Công an phường Phố Hiến, given to Trung úy An."""

from dataclasses import dataclass
from uuid import UUID

import pytest
from django.utils import timezone

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Category, ReporterIdentity, Tip
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from tests.cast import Cast

NAME, PHONE, EMAIL = "Khúc Thị Nghi Lễ", "+84987612345", "nghile@vidu.vn"


@dataclass(frozen=True)
class Sealed:
    tip: Tip
    secret: str

    @property
    def row(self) -> ReporterIdentity:
        return ReporterIdentity.objects.get(tip=self.tip)


@pytest.fixture
def named(cast: Cast) -> Sealed:
    now = timezone.now()
    arrival = actions.Arrival(
        category=Category.objects.get(code="theft"),
        text="Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua.",
        place=cast.own.place,
        unit=cast.own,
        anonymous=False,
        reporter=actions.Reporter(name=NAME, phone=PHONE, email=EMAIL, may_contact=True),
        idempotency_key=UUID(int=7),
    )
    receipt = actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=now)
    actions.assign_tip(actor=SYSTEM, tip=receipt.tip, assignee=cast.an, now=now)
    return Sealed(receipt.tip, receipt.secret)
