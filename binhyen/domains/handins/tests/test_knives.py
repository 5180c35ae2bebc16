"""Since 2025 a knife is a weapon by what it is for (Art. 2 Law 42/2024): the change that
docs/dev/first-change.md follows."""

from datetime import date

import pytest

from binhyen.domains.handins import actions, rules
from binhyen.domains.handins.actions import Line
from binhyen.domains.handins.models import HandIn, ItemCategory, Way
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, SIGNED, TODAY, category, giving
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.indicators.periods import parse
from binhyen.kernel.indicators.reading import Question, read
from binhyen.kernel.places.models import Place
from binhyen.lib.verdict import Refused
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_there_were_no_such_knives_before_2025(db: None) -> None:
    assert not ItemCategory.objects.on(date(2024, 12, 31)).filter(code="knife").exists()
    verdict = rules.may_list(category("knife"), Way.BROUGHT, date(2024, 12, 31), purpose="x")
    assert "không phải cách phân loại" in verdict.reason


def test_a_knife_needs_its_purpose_and_the_refusal_cites_the_article(
    cast: Cast, crew: Crew
) -> None:
    given = giving(cast.own, "knife")
    with pytest.raises(Refused) as refused:
        actions.receive_handin(actor=crew.an, giving=given, signing=SIGNED, now=NOW)
    assert "mục đích" in refused.value.verdict.reason
    assert refused.value.verdict.law == "Điều 2 Luật 42/2024/QH15"
    assert not HandIn.objects.exists()


def test_with_its_purpose_it_is_taken_in_and_counted(cast: Cast, crew: Crew) -> None:
    given = giving(cast.own, "knife")
    given.lines[0] = Line(category("knife"), 2, "dao nhọn 40 cm", purpose="giữ để đánh nhau")
    handin = actions.receive_handin(actor=crew.an, giving=given, signing=SIGNED, now=NOW)
    assert handin.items.get().purpose == "giữ để đánh nhau"
    drain()
    place = Place.objects.on(TODAY).get(level="province", code="33")
    asked = Question(("handin_items",), place, parse("2026-08"), TODAY, "item_category")
    rows = {row.key: row.values["handin_items"].value for row in read(asked).rows}
    assert rows["knife"] == 2
