"""A citizen's report comes in: once, sealed, numbered, with the law's clock running."""

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import (
    Kind,
    RegisterEntry,
    ReporterIdentity,
    Status,
    Tip,
)
from binhyen.domains.intake.tests.factories import NOW, arrival, received
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents.keys import private_secret
from binhyen.kernel.indicators.models import Delta
from binhyen.kernel.people.actor import ANONYMOUS
from binhyen.kernel.places.models import Place
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib import codes, sealing

pytestmark = pytest.mark.django_db


def test_a_report_goes_to_the_police_of_the_commune_and_into_their_register(
    tan_hung: Place,
) -> None:
    receipt = actions.receive_tip(
        actor=ANONYMOUS, arrival=arrival(place=tan_hung, now=NOW), now=NOW
    )

    tip = receipt.tip
    assert tip.unit.name == "Công an xã Tân Hưng"
    assert tip.status == Status.RECEIVED
    assert RegisterEntry.objects.get(tip=tip).number == receipt.number == 1
    assert Event.objects.get(subject_kind="intake.tip", subject_id=tip.pk).verb == "intake.received"
    counted = Delta.objects.get(part="tips_received", place=tan_hung)
    assert (counted.n, counted.dim1, counted.dim2, counted.day) == (
        1,
        "crime_information",
        "theft",
        date(2026, 8, 10),
    )


def test_the_law_s_clock_starts_on_arrival(tan_hung: Place) -> None:
    tip = received(tan_hung, NOW)

    due = {
        row.rule.key: row.due_on
        for row in Deadline.objects.filter(subject_id=tip.pk).select_related("rule")
    }
    assert due["resolve_20d"] == date(2026, 8, 30)
    assert due["vks_notice"] == date(2026, 8, 13)
    assert set(due) == {"resolve_20d", "vks_notice", "commune_12h", "commune_file_7d"}
    assert tip.due_on == date(2026, 8, 30)


def test_a_name_makes_it_an_accusation_and_is_sealed(tan_hung: Place) -> None:
    reporter = actions.Reporter(
        name="Phạm Thị Hòa", phone="+84912345678", email="hoa@vidu.vn", may_contact=True
    )
    tip = received(tan_hung, NOW, anonymous=False, reporter=reporter)

    assert tip.kind == Kind.CRIME_ACCUSATION
    identity = ReporterIdentity.objects.get(tip=tip)
    assert b"Hoa" not in bytes(identity.sealed)
    assert json.loads(sealing.unseal(bytes(identity.sealed), private_secret())) == {
        "name": "Phạm Thị Hòa",
        "phone": "+84912345678",
        "email": "hoa@vidu.vn",
    }


def test_without_a_name_it_is_information_never_an_accusation(tan_hung: Place) -> None:
    tip = received(tan_hung, NOW)
    assert tip.kind == Kind.CRIME_INFORMATION
    assert not ReporterIdentity.objects.filter(tip=tip).exists()


def test_the_same_sending_again_gives_the_same_receipt(tan_hung: Place) -> None:
    given = arrival(place=tan_hung, now=NOW, key=uuid4())
    first = actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW)
    again = actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW + timedelta(minutes=5))

    assert (again.tip.pk, again.secret, again.is_new) == (first.tip.pk, first.secret, False)
    assert Tip.objects.count() == 1
    assert RegisterEntry.objects.count() == 1
    assert codes.digest(first.secret) == bytes(first.tip.secret_digest)


def test_another_text_under_the_same_key_gets_no_secret(tan_hung: Place) -> None:
    key = uuid4()
    actions.receive_tip(actor=ANONYMOUS, arrival=arrival(place=tan_hung, now=NOW, key=key), now=NOW)
    other = arrival(place=tan_hung, now=NOW, key=key, text="Một chuyện hoàn toàn khác hẳn.")
    again = actions.receive_tip(actor=ANONYMOUS, arrival=other, now=NOW)
    assert (again.is_new, again.secret) == (False, "")


def test_a_day_later_the_key_alone_gives_no_secret(tan_hung: Place) -> None:
    given = arrival(place=tan_hung, now=NOW)
    actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW)
    again = actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW + timedelta(hours=25))
    assert again.secret == ""


def test_numbers_in_a_register_have_no_gaps_even_after_a_failed_sending(
    tan_hung: Place,
) -> None:
    given = arrival(place=tan_hung, now=NOW)
    actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW)
    actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW)
    received(tan_hung, NOW)
    assert sorted(RegisterEntry.objects.values_list("number", flat=True)) == [1, 2]


def test_a_report_costs_few_statements(tan_hung: Place) -> None:
    received(tan_hung, NOW)  # the rule book and calendar are read once a process
    given = arrival(place=tan_hung, now=NOW)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        actions.receive_tip(actor=ANONYMOUS, arrival=given, now=NOW)
    # Within a test the transaction is a savepoint: two statements, as BEGIN and COMMIT outside.
    assert len(queries) <= 9
