"""The demonstration reproduces the figures of July 2024 and says that it is one."""

from datetime import date

import pytest

from binhyen.domains.intake import demo
from binhyen.domains.intake.models import CRIME_KINDS, RegisterEntry, Tip
from binhyen.lib.progress import quiet

pytestmark = pytest.mark.django_db


def test_a_small_demo_is_labelled_accepted_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "RECEIVED_2024H1", 170)
    monkeypatch.setattr(demo, "THIS_YEAR", 12)
    made = demo.make_demo(quiet, today=date(2026, 11, 20))

    assert made == 182
    half = Tip.objects.received_between(*demo.HALF_2024)
    assert half.count() == 170
    assert half.filter(accepted_on__range=demo.HALF_2024, kind__in=CRIME_KINDS).count() == 170
    assert half.values("place").distinct().count() == 161
    assert not Tip.objects.filter(is_demo=False).exists()


def test_it_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "RECEIVED_2024H1", 3)
    monkeypatch.setattr(demo, "THIS_YEAR", 3)
    demo.make_demo(quiet, today=date(2026, 11, 20))
    assert demo.make_demo(quiet, today=date(2026, 11, 20)) == 0
    assert RegisterEntry.objects.count() == Tip.objects.count() == 6
