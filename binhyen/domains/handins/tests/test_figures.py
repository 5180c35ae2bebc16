"""Hand-ins by campaign and place, things by category, gifts; the cells agree with the tables."""

from datetime import date, timedelta

import pytest

from binhyen.domains.handins import actions
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, SIGNED, TODAY, category, handed_in
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.publishing import read_published
from binhyen.kernel.indicators.reading import Answer, Question, read
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.places.models import Place
from tests.cast import Cast

pytestmark = pytest.mark.django_db
CODES = ("handins", "handin_items", "handin_grams", "extinguishers_given")


def asked(by: str = "", **more: object) -> Question:
    place = Place.objects.on(TODAY).get(level="province", code="33")
    return Question(CODES, place, parse("2026-08"), TODAY, by, **more)  # type: ignore[arg-type]


def total(answer: Answer) -> list[float | None]:
    return [answer.total.values[code].value for code in CODES]


@pytest.fixture
def some(cast: Cast) -> None:
    campaign = actions.open_campaign(
        actor=SYSTEM,
        host=cast.province,
        name="Đợt một",
        directive_number="1/KH",
        directive_on=TODAY,
        first_day=date(2026, 8, 1),
        last_day=date(2026, 8, 31),
        now=NOW,
    )
    for n in range(6):
        now = NOW + timedelta(days=n)
        handed_in(cast.own, "military", "explosive", campaign=campaign, extinguishers=1, now=now)
    handed_in(cast.sibling, "primitive")


def test_pieces_and_grams_are_never_added_up(some: None) -> None:
    drain()
    assert verify_figures().agrees
    assert total(read(asked())) == [7, 21, 18, 6]
    rows = {row.key: row.values["handin_items"].value for row in read(asked("item_category")).rows}
    assert (rows["military"], rows["primitive"], rows["explosive"]) == (18, 3, 0)


def test_by_campaign_and_by_place(some: None, cast: Cast) -> None:
    drain()
    by = {row.label: row.values["handins"].value for row in read(asked("campaign")).rows}
    assert by["Đợt một"] == 6
    assert by["Ngoài đợt vận động"] == 1
    places = {row.label: row.values["handins"].value for row in read(asked("commune")).rows}
    assert (places["Phường Phố Hiến"], places["Xã Ân Thi"]) == (6, 1)


def test_what_the_examiners_find_moves_the_figure_of_the_day_of_receipt(
    some: None, cast: Cast, crew: Crew
) -> None:
    handin = handed_in(cast.own, "military")
    signed = {"handin": handin, "lines": [1], "signing": SIGNED, "now": NOW + timedelta(days=60)}
    actions.store_items(actor=crew.an, **signed)  # type: ignore[arg-type]
    actions.transfer_items(actor=crew.an, to=cast.province, **signed)  # type: ignore[arg-type]
    actions.examine_items(actor=crew.hai, category=category("hunting"), **signed)  # type: ignore[arg-type]
    drain()
    assert verify_figures().agrees
    rows = {row.key: row.values["handin_items"].value for row in read(asked("item_category")).rows}
    assert (rows["military"], rows["hunting"]) == (18, 3)


def test_the_public_page_leaves_small_counts_out(some: None) -> None:
    drain()
    rows = {row.label: row.values["handins"] for row in read_published(asked("commune")).rows}
    assert rows["Xã Ân Thi"].suppressed
    assert rows["Xã Ân Thi"].value is None


def test_what_was_never_counted_is_found_and_healed(some: None, cast: Cast) -> None:
    drain()
    handin = handed_in(cast.own)
    drain()
    type(handin).objects.filter(pk=handin.pk).update(extinguishers=3, gift_on=TODAY)
    assert not verify_figures().agrees
    verify_figures(heal=True)
    drain()
    assert verify_figures().agrees
