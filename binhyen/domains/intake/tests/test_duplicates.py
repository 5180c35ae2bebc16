"""Two neighbours report the same theft; an officer sees it, links both, and nobody else learns."""

from datetime import timedelta

import pytest
from django.test import Client

from binhyen.domains.intake import actions
from binhyen.domains.intake.duplicates import likenesses, linked
from binhyen.domains.intake.models import Status, Tip, TipLink
from binhyen.domains.intake.tests.conftest import serving
from binhyen.domains.intake.tests.factories import NOW, arrival, commune, received
from binhyen.kernel.audit.models import Event
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import ANONYMOUS, Actor
from binhyen.kernel.people.models import Role
from binhyen.kernel.places.models import Place
from binhyen.kernel.places.queries import ground_around, neighbours
from binhyen.kernel.search.indexing import drain
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db

ONE = "Khoảng 22 giờ đêm qua hai thanh niên đi xe máy cắt khóa cổng lấy trộm xe máy cuối xóm chùa."
TWO = "Đêm qua tầm 22 giờ, hai thanh niên đi xe máy đến cuối xóm chùa cắt khóa cổng trộm xe máy."
OTHER = "Quán karaoke mở loa quá to đến khuya, cả khu phố mất ngủ nhiều hôm liền."


def _reasons(actor: Actor, tip: Tip) -> dict[int, list[str]]:
    return {one.tip.pk: one.reasons for one in likenesses(actor, tip)}


@pytest.fixture
def pair(tan_hung: Place) -> tuple[Tip, Tip]:
    received(tan_hung, NOW, text=OTHER)
    one = received(tan_hung, NOW, text=ONE)
    two = received(tan_hung, NOW + timedelta(days=3), text=TWO)
    drain()
    return one, two


def test_the_same_told_by_two_is_suggested_with_the_reasons(
    handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    one, two = pair

    found = _reasons(handler, one)

    assert list(found) == [two.pk]
    assert found[two.pk][1:] == ["cùng xã", "cách 3 ngày", "cùng lĩnh vực"]
    assert found[two.pk][0].startswith("lời kể giống ")


def test_a_month_later_or_far_away_it_is_another_matter(
    handler: Actor, province_leader: Actor, tan_hung: Place
) -> None:
    one = received(tan_hung, NOW, text=ONE)
    received(tan_hung, NOW + timedelta(days=15), text=TWO)
    around = {place.pk for place in neighbours(tan_hung, NOW.date())}
    far = Place.objects.on(NOW.date()).filter(level="commune", code__in=("12511", "12862", "12247"))
    away = next(place for place in far.order_by("pk") if place.pk not in around)
    received(away, NOW, text=TWO)
    drain()

    assert _reasons(province_leader, one) == {}


def test_a_neighbouring_commune_is_near(province_leader: Actor, tan_hung: Place) -> None:
    beside = neighbours(tan_hung, NOW.date())[0]
    one = received(tan_hung, NOW, text=ONE)
    two = received(beside, NOW, text=TWO)
    drain()

    assert "xã bên cạnh" in _reasons(province_leader, one)[two.pk]


@pytest.mark.parametrize(
    ("says", "also", "why"),
    [
        (
            "Xe biển số 89B1-123.45 đỗ lâu.",
            "Thấy xe 89 B1 12345 rình nhà.",
            "cùng biển số 89B112345",
        ),
        (
            "Số 0912.345.678 gọi dọa.",
            "+84 912 345 678 nhắn tin.",
            "cùng số điện thoại 0912 345 678",
        ),
        (
            "Bảo tôi vào https://www.nhanqua.example/a?x=1",
            "Trang nhanqua.example/a lừa.",
            "cùng liên kết nhanqua.example/a",
        ),
        (
            "Chuyển vào tài khoản 1903 5678 901 ngân hàng X",
            "STK: 19035678901",
            "cùng tài khoản 19035678901",
        ),
        ("Trang facebook.com/vay.nhanh", "Nick @vay.nhanh", "cùng tài khoản @vay.nhanh"),
    ],
)
def test_the_same_number_whenever_and_wherever(
    province_leader: Actor, tan_hung: Place, says: str, also: str, why: str
) -> None:
    one = received(tan_hung, NOW, text=says)
    two = received(commune("11953", NOW), NOW - timedelta(days=400), text=also)
    drain()

    assert _reasons(province_leader, one)[two.pk][0] == why


def test_only_what_the_officer_may_see_is_suggested(
    handler: Actor, neighbour: Actor, tan_hung: Place
) -> None:
    number = "Số 0912.345.678 gọi dọa."
    one = received(tan_hung, NOW, text=number)
    received(commune("11953", NOW), NOW, text=number)
    drain()

    assert _reasons(handler, one) == {}


def test_linking_leaves_a_trace_on_both_and_changes_neither(
    handler: Actor, pair: tuple[Tip, Tip]
) -> None:
    one, two = pair
    actions.link_tips(actor=handler, tip=two, other=one, reason="cùng xe", now=NOW)

    assert [other.pk for _link, other in linked(handler, one)] == [two.pk]
    assert [other.pk for _link, other in linked(handler, two)] == [one.pk]
    assert _reasons(handler, one) == {}
    told = Event.objects.filter(verb="intake.linked").values_list("subject_id", flat=True)
    assert sorted(told) == [one.pk, two.pk]
    again = Tip.objects.get(pk=one.pk)
    assert (again.text, again.status, again.code) == (ONE, Status.RECEIVED, one.code)

    actions.part_tips(actor=handler, tip=one, other=two, reason="", now=NOW)

    assert linked(handler, one) == []
    assert _reasons(handler, one) == {}  # judged: not suggested again
    assert TipLink.objects.get().state == TipLink.State.APART


def test_a_neighbour_may_not_link_and_sees_no_link(
    handler: Actor, neighbour: Actor, province_leader: Actor, pair: tuple[Tip, Tip]
) -> None:
    one, two = pair
    for actor in (neighbour, province_leader):
        with pytest.raises(Refused):
            actions.link_tips(actor=actor, tip=one, other=two, reason="", now=NOW)
    with pytest.raises(Refused):
        actions.link_tips(actor=handler, tip=one, other=one, reason="", now=NOW)
    assert not TipLink.objects.exists()

    actions.link_tips(actor=handler, tip=one, other=two, reason="", now=NOW)
    assert linked(neighbour, one) == []


def test_a_link_to_a_tip_that_went_elsewhere_is_not_shown(
    handler: Actor, leader: Actor, neighbour: Actor, pair: tuple[Tip, Tip]
) -> None:
    one, two = pair
    actions.link_tips(actor=handler, tip=one, other=two, reason="", now=NOW)
    to = Unit.objects.on(NOW.date()).get(pk__in=neighbour.unit_ids)
    actions.transfer_tip(actor=leader, tip=two, to=to, reason="Đúng thẩm quyền", now=NOW)

    assert linked(handler, one) == linked(neighbour, two) == []


def test_a_reporter_sees_only_their_own(client: Client, handler: Actor, tan_hung: Place) -> None:
    mine = actions.receive_tip(
        actor=ANONYMOUS, arrival=arrival(place=tan_hung, now=NOW, text=ONE), now=NOW
    )
    other = received(tan_hung, NOW, text=TWO)
    actions.link_tips(actor=handler, tip=mine.tip, other=other, reason="cùng xe", now=NOW)
    actions.accept_tip(actor=handler, tip=other, now=NOW)

    client.post("/theo-doi/", {"code": mine.tip.code, "secret": mine.secret})
    page = client.get("/theo-doi/tin/").content.decode()

    assert ONE in page or "Đã tiếp nhận" in page
    for leak in (other.code, other.text[:20], "Cùng việc", "liên kết", "cùng xe"):
        assert leak not in page
    assert Tip.objects.get(pk=mine.tip.pk).status == Status.RECEIVED


def test_the_panel_links_and_parts_by_buttons(
    client: Client, police: Unit, pair: tuple[Tip, Tip]
) -> None:
    one, two = pair
    client.force_login(serving("Nguyễn Văn An", police, Role.HANDLER))
    page = client.get(f"/tin/{one.ref}/").content.decode()
    assert "Có thể cùng việc" in page
    assert "lời kể giống" in page

    url = f"/tin/{one.ref}/cung-viec/"
    client.post(url, {"tin": two.ref, "ket-luan": "cung-viec", "vi-sao": "cùng xã"})
    assert "Cùng việc với" in client.get(f"/tin/{two.ref}/").content.decode()
    client.post(url, {"tin": two.ref, "ket-luan": "khac-viec"})
    assert "Cùng việc với" not in client.get(f"/tin/{two.ref}/").content.decode()
    client.post(url, {"tin": "hong", "ket-luan": "cung-viec"})
    assert TipLink.objects.get().state == TipLink.State.APART


def test_one_who_may_only_read_gets_no_buttons(
    client: Client, province_leader: Actor, pair: tuple[Tip, Tip]
) -> None:
    assert province_leader.user is not None
    client.force_login(province_leader.user)

    page = client.get(f"/tin/{pair[0].ref}/").content.decode()

    assert "Có thể cùng việc" in page
    assert "ket-luan" not in page


def test_the_ground_of_a_commune_holds_what_it_came_from(tan_hung: Place) -> None:
    ground = ground_around(tan_hung.pk, NOW.date())

    assert tan_hung.pk in ground.own
    assert len(ground.own) > 1
    assert ground.own.isdisjoint({place.pk for place in neighbours(tan_hung, NOW.date())})
    assert 3 <= len(neighbours(tan_hung, NOW.date())) <= 8
