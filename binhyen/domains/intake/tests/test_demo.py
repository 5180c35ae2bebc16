"""The demonstration reproduces the figures of July 2024 and says that it is one."""

from datetime import date

import pytest
from django.utils import timezone

from binhyen.domains.intake import demo, demo_cases, responses, tasks
from binhyen.domains.intake.models import (
    CRIME_KINDS,
    Answer,
    AssistedIntake,
    Conflict,
    RegisterEntry,
    ShiftHandover,
    Tip,
    TipLink,
    TipRecurrence,
)
from binhyen.kernel.people.actor import actor_of
from binhyen.kernel.people.demo import make_demo_people
from binhyen.kernel.people.models import User
from binhyen.kernel.retention import demo as retention
from binhyen.kernel.retention.models import Hold, Proposal
from binhyen.kernel.workflow.models import SavedView
from binhyen.lib.progress import quiet

pytestmark = pytest.mark.django_db


def test_a_small_demo_is_labelled_accepted_and_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "RECEIVED_2024H1", 170)
    monkeypatch.setattr(demo, "THIS_YEAR", 12)
    made = demo.make_demo(quiet, today=date(2026, 11, 20))

    assert made == 190
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
    assert RegisterEntry.objects.count() == Tip.objects.count() == 14


def test_every_case_of_a_duty_office_is_there_to_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "RECEIVED_2024H1", 3)
    monkeypatch.setattr(demo, "THIS_YEAR", 3)
    monkeypatch.setattr(demo, "ON_A_DESK", 1)
    today = timezone.localdate()
    make_demo_people("dong-lua-chin-vang-2025", today)
    leader = User.objects.get(email="chi-huy@minhhoa.example")

    demo.make_demo(quiet, today=today)
    now = timezone.now()
    tasks.send_first_answers(now)
    tasks.note_what_recurs(now)
    retention.make_demo(now)

    assert set(AssistedIntake.objects.values_list("bringer", flat=True)) == {"self", "post", "body"}
    assert TipLink.objects.count() == 1
    assert set(TipRecurrence.objects.values_list("state", flat=True)) >= {"waiting", "same"}
    assert Conflict.objects.count() == 2
    assert not Tip.objects.visible_to(actor_of(leader, today)).filter(walled__isnull=False).exists()
    handovers = ShiftHandover.objects.values_list("state", flat=True)
    assert sorted(handovers) == ["confirmed", "confirmed", "waiting"]
    assert SavedView.objects.filter(unit__isnull=False).count() == 2
    assert Answer.objects.filter(version__isnull=False, is_automatic=False).count() > 2
    assert responses.to_look_at(actor_of(leader, today)).count() > 0
    assert set(Proposal.objects.values_list("state", flat=True)) == {"approved", "waiting"}
    assert Hold.objects.count() == 1
    assert demo_cases.somebody() is not None
    assert not Tip.objects.filter(is_demo=False).exists()
