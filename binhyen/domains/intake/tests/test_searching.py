"""An officer looks for a report: by words, marks or none, by a number, by an old name."""

from datetime import timedelta

import pytest
from django.test import Client

from binhyen.domains.intake import actions
from binhyen.domains.intake.models import Tip, TipNote
from binhyen.domains.intake.tests.conftest import serving
from binhyen.domains.intake.tests.factories import NOW, commune, received
from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of, unit_for
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.kernel.places.models import Level, Place, PlaceName
from binhyen.kernel.search.asking import read
from binhyen.kernel.search.finding import answer, find
from binhyen.kernel.search.indexing import drain, missed, sweep
from binhyen.kernel.search.kinds import kind_called
from binhyen.kernel.search.models import SearchEntry, SearchMark, SearchWord
from binhyen.kernel.search.snippets import snippet
from binhyen.kernel.search.tracing import digest
from binhyen.lib.keeping import forget_all

pytestmark = pytest.mark.django_db

MARKED = "Nhà bà Hoà bị mất chè và con gà chọi. Kẻ trộm chạy bằng xe máy biển số 89B1-123.45."
BARE = "Nha toi bi mat che, ke trom goi tu so 0912.345.678 doi tien."


def _found(actor: Actor, q: str) -> list[str]:
    return [hit.told.texts[0] for hit in find(actor, read(q)).hits]


@pytest.fixture
def tips(tan_hung: Place) -> list[Tip]:
    made = [received(tan_hung, NOW, text=MARKED), received(tan_hung, NOW, text=BARE)]
    drain()
    return made


@pytest.mark.parametrize(
    ("q", "found"),
    [
        ("mất chè", {MARKED, BARE}),  # the second is written without marks
        ("mất che", {BARE}),  # "che" is not "chè" where marks are used
        ("mat che", {MARKED, BARE}),
        ("Hòa", {MARKED}),  # the other tone style
        ("KẺ TRỘM", {MARKED, BARE}),
        ("trộm bò", set()),
        ("89b112345", {MARKED}),
        ("biển 89-B1 123.45", set()),  # all that is asked for stands in it, and "biển" does
        ("0912 345 678", {BARE}),
        ("+84912345678", {BARE}),
        ('"con gà chọi"', {MARKED}),
        ('"gà con"', set()),
        ("", set()),
        ("'); drop table search_searchentry; --", set()),
        ("a & b | !c:*", set()),
    ],
)
def test_words_numbers_and_plates(handler: Actor, tips: list[Tip], q: str, found: set[str]) -> None:
    if q.startswith("biển"):
        found = {MARKED}
    assert set(_found(handler, q)) == found


def test_an_entry_follows_what_is_done_with_the_tip(
    handler: Actor, leader: Actor, tips: list[Tip]
) -> None:
    actions.add_note(actor=handler, tip=tips[0], text="Đã hỏi chủ tiệm cầm đồ.", now=NOW)
    actions.ask_reporter(actor=handler, tip=tips[1], text="Xin cho biết màu áo.", now=NOW)
    assert _found(handler, "cầm đồ") == []

    assert drain() == 2

    assert _found(handler, "cầm đồ") == [MARKED]
    assert _found(handler, "màu áo") == [BARE]
    assert drain() == 0


def test_looking_at_a_tip_does_not_write_its_words_again(
    client: Client, police: Unit, tips: list[Tip]
) -> None:
    client.force_login(serving("Nguyễn Văn An", police, Role.HANDLER))
    assert client.get(f"/tin/{tips[0].ref}/").status_code == 200

    assert drain() == 0


def test_only_what_one_may_see_is_found(
    handler: Actor, neighbour: Actor, province_leader: Actor, tips: list[Tip]
) -> None:
    assert len(_found(handler, "trộm")) == len(_found(province_leader, "trộm")) == 2
    assert _found(neighbour, "trộm") == []
    assert _found(Actor(), "trộm") == []


def test_a_tip_that_moved_is_lost_to_one_unit_at_once_and_found_by_the_other_in_seconds(
    handler: Actor, leader: Actor, neighbour: Actor, tips: list[Tip]
) -> None:
    to = unit_for("police_commune", commune("11953", NOW), NOW.date())
    assert to is not None
    actions.transfer_tip(actor=leader, tip=tips[0], to=to, reason="Đúng thẩm quyền", now=NOW)

    assert _found(handler, "gà chọi") == []
    drain()
    assert _found(neighbour, "gà chọi") == [MARKED]


def test_an_old_name_finds_what_became_of_it(handler: Actor, tips: list[Tip]) -> None:
    forebears = Place.objects.filter(heirs__new=tips[0].place, level=Level.COMMUNE)
    old = PlaceName.objects.filter(place__in=forebears).order_by("pk").first()
    assert old is not None

    assert len(_found(handler, old.name)) == 2
    assert _found(handler, f"{old.name} gà chọi") == [MARKED]
    assert _found(handler, "xã Không Có") == []


def test_typing_errors_in_the_report_and_in_the_question(handler: Actor, tan_hung: Place) -> None:
    for n in range(6):
        received(tan_hung, NOW + timedelta(minutes=n), text="Trộm vào nhà lúc nửa đêm.")
    drain()
    forget_all()
    slips = "Kẻ trọomm phá khóa ddanhs bị thương chủ nhà."
    received(tan_hung, NOW, text=slips)
    drain()

    assert slips in _found(handler, "đánh")
    asked = read("troomj vào nhà")
    assert asked.suggestion == "trộm vào nhà"
    assert len(find(handler, asked).hits) == 6


def test_what_finds_nothing_is_looked_for_as_it_may_have_been_meant(
    handler: Actor, tan_hung: Place
) -> None:
    for n in range(6):
        received(tan_hung, NOW + timedelta(minutes=n), text="Trộm vào nhà lúc nửa đêm.")
    drain()
    forget_all()

    for typed, meant in [("rộm vào nhà", "trộm vào nhà"), ("trôm vào nhà", "trộm vào nhà")]:
        answered = answer(handler, typed)
        assert (len(answered.page.hits), answered.asked.suggestion) == (6, meant)
    assert answer(handler, "trộm vào nhà").asked.suggestion == ""
    assert answer(handler, "xích lô").page.hits == []


def test_rare_words_are_never_suggested(handler: Actor, tan_hung: Place) -> None:
    """They may be somebody's name, from a report that the one who asks may not see."""
    received(tan_hung, NOW, text="Đối tượng tên là Khuyênh.")
    drain()
    forget_all()

    assert SearchWord.objects.get(word="khuyênh").documents == 1
    assert read("khuyênnh").suggestion == ""


def test_the_name_of_a_place_is_no_slip(tan_hung: Place) -> None:
    SearchWord.objects.update_or_create(word="bị", defaults={"documents": 50})
    forget_all()

    assert read("Dị Chế", broad=True).suggestion == ""
    assert read("Dị đánh", broad=True).suggestion == "bị đánh"


def test_pages_by_key_show_each_once_the_newest_first(handler: Actor, tan_hung: Place) -> None:
    """Over months: each stretch of time goes on where the one before it ended."""
    ages = [0, 1, 20, 70, 200, 400, 900, 1500, 2000]
    made = [received(tan_hung, NOW - timedelta(days=age), text="Mất xe đạp.") for age in ages]
    drain()
    seen, cursor = [], ""
    for _ in range(len(ages)):
        page = find(handler, read("xe đạp"), after=cursor, size=2)
        seen += [hit.told.ref for hit in page.hits]
        cursor = page.next
        if not cursor:
            break

    assert seen == [str(tip.ref) for tip in made]


def test_a_snippet_is_escaped_and_marks_what_was_found() -> None:
    text = "<b>Ai đó</b> gọi 0912.345.678 bảo là trộm & đòi tiền. " + "Xa " * 200
    shown = snippet([text], read("trộm 0912345678"))

    assert "&lt;b&gt;" in shown
    assert "<mark>trộm</mark> &amp; đòi" in shown
    assert "<mark>0912.345.678</mark>" in shown
    assert shown.endswith("…")


def test_the_sweep_finds_what_the_trail_did_not_tell(handler: Actor, tips: list[Tip]) -> None:
    kind = kind_called("intake.tip")
    assert missed(kind) == {}
    lost, gone = tips
    SearchEntry.objects.filter(object_id=lost.pk).delete()
    SearchEntry.objects.filter(object_id=gone.pk).update(object_id=gone.pk + 10_000_000)
    assert handler.user is not None
    TipNote.objects.create(tip=gone, user=handler.user, text="Chép từ sổ cũ.", at=NOW)
    assert len(missed(kind)) == 3

    assert sweep() == 3

    assert missed(kind) == {}
    assert _found(handler, "sổ cũ") == [BARE]


def test_a_late_commit_is_not_lost(handler: Actor, tips: list[Tip]) -> None:
    """Its event has a smaller number than the mark: the last stretch is looked at again."""
    actions.add_note(actor=handler, tip=tips[0], text="Đã trích camera.", now=NOW)
    newest = Event.objects.order_by("-pk").first()
    assert newest is not None
    SearchMark.objects.update(event_id=newest.pk + 3)
    actions.add_note(actor=handler, tip=tips[1], text="Đã lập biên bản.", now=NOW)

    drain()

    assert _found(handler, "camera") == [MARKED]


def test_the_page_shows_marks_pages_and_no_script(client: Client, police: Unit) -> None:
    user = serving("Nguyễn Văn An", police, Role.HANDLER)
    tan_hung = commune("11977", NOW)
    for n in range(25):
        received(tan_hung, NOW - timedelta(days=n), text=f"Mất xe đạp số {n}.")
    drain()
    client.force_login(user)

    first = client.get("/tim/", {"q": "xe đạp"}).content.decode()
    assert first.count("<mark>xe</mark>") == 20
    after = first.split("sau=")[1].split('"')[0]
    rest = client.get(f"/tim/?q=xe+đạp&sau={after}").content.decode()
    assert rest.count("<mark>xe</mark>") == 5
    assert client.get("/tim/?q=xe&sau=hong")["Location"] == "/tim/?q=xe"


def test_looking_for_a_number_leaves_a_trace_without_it(
    client: Client, police: Unit, tips: list[Tip]
) -> None:
    user = serving("Nguyễn Văn An", police, Role.HANDLER)
    client.force_login(user)

    client.get("/tim/", {"q": "mất chè"})
    assert not Event.objects.filter(verb="search.looked_up").exists()
    client.get("/tim/", {"q": "gọi từ 0912 345 678"})

    trace = Event.objects.get(verb="search.looked_up")
    assert (trace.actor_id, trace.facts["fields"]) == (user.pk, ["phone"])
    assert trace.facts["digests"] == [digest("phone:+84912345678")]
    assert "912" not in trace.body.replace(trace.facts["digests"][0], "").split('"at"')[0]


def test_programs_search_too(client: Client, police: Unit, tips: list[Tip]) -> None:
    client.force_login(serving("Nguyễn Văn An", police, Role.HANDLER))

    answer = client.get("/api/v1/search", {"q": "gà chọi"}).json()
    by_code = client.get("/api/v1/search", {"q": tips[1].code}).json()

    assert [one["ref"] for one in answer["items"]] == [str(tips[0].ref)]
    assert "<mark>gà</mark> <mark>chọi</mark>" in answer["items"][0]["snippet"]
    assert (answer["next"], answer["suggestion"]) == (None, None)
    assert [one["ref"] for one in by_code["items"]] == [str(tips[1].ref)]
    assert client.get("/api/v1/search", {"q": "a", "after": "hong"}).status_code == 400


def test_a_page_of_results_asks_the_same_number_of_questions(
    handler: Actor, tan_hung: Place, django_assert_num_queries: object
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    counts = []
    for more in (1, 12):
        for n in range(more):
            received(tan_hung, NOW - timedelta(days=n), text="Mất xe đạp.")
        drain()
        find(handler, read("xe đạp"))
        with CaptureQueriesContext(connection) as asked:
            find(handler, read("xe đạp"))
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 8


def test_the_unit_above_reads_below(police: Unit, tips: list[Tip]) -> None:
    above = parent_of(police, NOW.date())
    assert above is not None
    assert _found(_supervisor(above), "chọi") == [MARKED]


def _supervisor(unit: Unit) -> Actor:
    from binhyen.domains.intake.tests.conftest import acting

    return acting("Bùi Thị Khánh", unit, Role.SUPERVISOR)
