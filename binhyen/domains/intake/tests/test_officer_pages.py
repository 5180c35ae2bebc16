"""The desk and the record: who sees what, what the law answers, and that looking leaves a trace."""

import pytest
from django.test import Client

from binhyen.domains.intake import actions, queries
from binhyen.domains.intake.models import RegisterEntry, Status, Tip, TipNote
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.domains.intake.tests.test_handling import LATER, accepted, close
from binhyen.kernel.audit.models import Event
from binhyen.kernel.people.actor import ANONYMOUS, Actor
from binhyen.kernel.places.models import Place
from binhyen.lib.keeping import forget_all

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Client:
    client = Client()
    assert actor.user is not None
    client.force_login(actor.user)
    return client


def test_the_desk_shows_what_the_unit_has(handler: Actor, tip: Tip) -> None:
    page = signed_in(handler).get("/tin/", {"muc": "all"}).content.decode()
    assert "Trộm cắp, cướp giật" in page
    assert "Xã Tân Hưng" in page


def test_a_neighbour_s_desk_is_empty_and_the_record_is_not_there(
    neighbour: Actor, tip: Tip
) -> None:
    client = signed_in(neighbour)
    assert (
        "Trộm cắp"
        not in client.get("/tin/", {"muc": "all", "cua": "below"})
        .content.decode()
        .split("<tbody>")[-1]
    )
    assert client.get(f"/tin/{tip.ref}/").status_code == 404
    assert client.post(f"/tin/{tip.ref}/thu-ly/").status_code == 404
    tip.refresh_from_db()
    assert tip.status == Status.RECEIVED


def test_the_province_sees_the_commune_s_tip_but_does_not_handle_it(
    province_leader: Actor, tip: Tip
) -> None:
    client = signed_in(province_leader)
    assert client.get(f"/tin/{tip.ref}/").status_code == 200
    refused = client.post(f"/tin/{tip.ref}/thu-ly/")
    assert refused.status_code == 403
    assert "đơn vị đang thụ lý" in refused.content.decode()


def test_a_stranger_is_sent_to_sign_in(client: Client, tip: Tip) -> None:
    assert client.get("/tin/").status_code == 302
    assert client.get(f"/tin/{tip.ref}/").status_code == 302


def test_looking_at_a_record_leaves_a_trace(handler: Actor, tip: Tip) -> None:
    signed_in(handler).get(f"/tin/{tip.ref}/")
    looks = Event.objects.filter(subject_id=tip.pk, verb="intake.viewed")
    assert list(looks.values_list("actor_id", flat=True)) == [handler.user_id]


def test_an_officer_accepts_and_notes_on_the_page(handler: Actor, tip: Tip) -> None:
    client = signed_in(handler)
    assert client.post(f"/tin/{tip.ref}/thu-ly/").status_code == 302
    assert client.post(f"/tin/{tip.ref}/ghi-chu/", {"text": "Đã gọi tổ bảo vệ."}).status_code == 302
    tip.refresh_from_db()
    assert tip.status == Status.ACCEPTED
    page = client.get(f"/tin/{tip.ref}/").content.decode()
    assert "Đã gọi tổ bảo vệ." in page
    assert "Ghi chú nội bộ" in page


def test_a_form_sent_back_keeps_what_was_typed(leader: Actor, tip: Tip) -> None:
    client = signed_in(leader)
    client.post(f"/tin/{tip.ref}/thu-ly/")
    back = client.post(
        f"/tin/{tip.ref}/ket-qua/", {"outcome": "instituted", "answer": "Đã khởi tố vụ án."}
    )
    text = back.content.decode()
    assert back.status_code == 403
    assert "Đã khởi tố vụ án." in text
    assert "quyết định tố tụng" in text
    assert "Điều 147 BLTTHS 2015" in text


def test_the_handler_reads_why_only_a_leader_closes(handler: Actor, tip: Tip) -> None:
    page = signed_in(handler).get(f"/tin/{tip.ref}/").content.decode()
    assert "chỉ huy của đơn vị đang thụ lý" in page


def test_the_register_lists_numbers_and_exports(handler: Actor, tan_hung: Place) -> None:
    for _ in range(3):
        received(tan_hung, NOW)
    client = signed_in(handler)
    page = client.get("/tin/so-tiep-nhan/", {"nam": "2026"})
    assert page.status_code == 200
    assert RegisterEntry.objects.count() == 3
    csv = client.get("/tin/so-tiep-nhan/xuat/csv/", {"nam": "2026"})
    assert len(csv.getvalue().decode().strip().splitlines()) == 4
    xlsx = client.get("/tin/xuat/xlsx/", {"muc": "all"})
    assert xlsx.getvalue()[:2] == b"PK"
    assert Event.objects.filter(verb="intake.exported").count() == 2


def test_pages_by_key_walk_the_whole_desk(handler: Actor, tan_hung: Place) -> None:
    for _ in range(30):
        received(tan_hung, NOW)
    client = signed_in(handler)
    first = client.get("/tin/")
    assert first.content.decode().count('<th scope="row">') == 25
    last = client.get("/tin/", {"cuoi": "1"})
    assert last.content.decode().count('<th scope="row">') == 25
    after = first.context["pager"]["next"]
    assert client.get(f"/tin/{after}").content.decode().count('<th scope="row">') == 5
    unreadable = client.get("/tin/", {"sau": "nonsense"})
    assert unreadable.context["rows"] == first.context["rows"]


def test_the_desk_asks_few_questions_whatever_the_rows(
    handler: Actor, tan_hung: Place, django_assert_max_num_queries: object
) -> None:
    client = signed_in(handler)
    for _ in range(26):
        received(tan_hung, NOW)
    client.get("/tin/")  # what the process keeps for a while is read once
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/tin/")


def test_the_register_asks_few_questions_whatever_the_rows(
    handler: Actor, tan_hung: Place, django_assert_max_num_queries: object
) -> None:
    client = signed_in(handler)
    for _ in range(26):
        received(tan_hung, NOW)
    forget_all()  # so that what is kept for a minute is kept from the next line on
    client.get("/tin/so-tiep-nhan/?nam=2026")
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        page = client.get("/tin/so-tiep-nhan/?nam=2026").content.decode()
    assert page.count('<th scope="row" class="num">') == 25


def test_appeals_are_listed_for_the_unit_above_and_taken_away_as_a_file(
    leader: Actor,
    province_leader: Actor,
    tip: Tip,
    django_assert_max_num_queries: object,
) -> None:
    close(accepted(tip, leader), leader)
    actions.appeal_tip(actor=ANONYMOUS, tip=tip, text="Người đó vẫn trộm.", now=LATER)

    assert "Trộm cắp" not in signed_in(leader).get("/tin/xem-lai/").content.decode()
    above = signed_in(province_leader)
    above.get("/tin/xem-lai/")
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        page = above.get("/tin/xem-lai/")
    csv = above.get(page.context["exports"][1]["url"])

    assert "Trộm cắp, cướp giật" in page.content.decode()
    assert len(csv.getvalue().decode().strip().splitlines()) == 2
    assert "Người đó vẫn trộm" not in csv.getvalue().decode()
    assert Event.objects.filter(verb="intake.exported").count() == 1


def test_a_badge_says_how_far_it_was_counted(
    handler: Actor, tan_hung: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNT_CAP", 2)
    for _ in range(3):
        received(tan_hung, NOW)
    page = signed_in(handler).get("/tin/")
    new = next(view for view in page.context["views"] if view["url"].endswith("muc=new"))
    assert (new["count"], new["capped"]) == (2, True)
    assert '<span class="count quiet">2+</span>' in page.content.decode()


def test_nothing_internal_reaches_the_reporter(handler: Actor, tip: Tip) -> None:
    signed_in(handler).post(f"/tin/{tip.ref}/ghi-chu/", {"text": "Nghi người làng bên."})
    assert TipNote.objects.count() == 1
    other = Client()
    other.post("/theo-doi/", {"code": tip.code})
    assert "Nghi người làng bên" not in other.get("/theo-doi/tin/").content.decode()
