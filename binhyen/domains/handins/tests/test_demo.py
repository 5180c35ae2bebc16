"""The demonstration: labelled, spread over communes, at every stage, and its figures agree."""

from datetime import date

import pytest

from binhyen.domains.handins import demo, queries
from binhyen.domains.handins.models import Campaign, HandIn, HandInItem, Stage
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.lib.progress import quiet

pytestmark = pytest.mark.django_db


def test_a_small_demo_is_labelled_and_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "HANDINS", 25)
    today = date(2026, 11, 20)

    assert demo.make_demo(quiet, today=today) == 25
    assert demo.make_demo(quiet, today=today) == 0

    made = HandIn.objects.filter(is_demo=True)
    assert made.count() == HandIn.objects.count() == 25
    assert made.filter(received_on__range=(date(2026, 1, 1), date(2026, 6, 30))).count() == 25
    assert made.values("unit").distinct().count() > 12
    assert Campaign.objects.filter(is_demo=True).count() == 2
    assert {Stage.EXAMINED, Stage.DESTROYED} & set(
        HandInItem.objects.order_by("pk").values_list("stage", flat=True)
    )
    assert queries.stock_that_disagrees() == []
    drain()
    assert verify_figures().agrees
