"""A report about the police themselves: past whom it names, and as if it had never come there."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from binhyen.domains.intake import actions, conflicts
from binhyen.domains.intake.models import Conflict, RegisterEntry, Tip
from binhyen.domains.intake.tests.conftest import serving
from binhyen.domains.intake.tests.factories import NOW, arrival, received
from binhyen.domains.intake.tests.test_citizen_pages import WHAT, fill
from binhyen.kernel.audit.models import Event
from binhyen.kernel.indicators.actions import verify_figures
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.notify.models import Message
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.actor import ANONYMOUS, Actor, actor_of
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.places.models import Place
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def province(police: Unit) -> Unit:
    above = parent_of(police, TODAY)
    assert above is not None
    return above


def about(named: Unit | None, place: Place, **more: object) -> Tip:
    """A report whose sender says that it is about the police."""
    given = arrival(place=place, now=NOW, **more)  # type: ignore[arg-type]
    route = conflicts.route_of_report(named, place, TODAY)
    assert route is not None
    said = vars(given) | {"unit": route.to, "route": route}
    return actions.receive_tip(actor=ANONYMOUS, arrival=actions.Arrival(**said), now=NOW).tip


def text_of(answer: Any) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def told(client: Client) -> Iterator[str]:
    """All that somebody of the desk can get to read, page by page."""
    pages = [
        *(f"/tin/?cua={scope}&muc={b}" for scope in ("unit", "below") for b in ("open", "all")),
        *("/tin/?cua=mine&muc=all", "/tin/xuat/csv/?muc=all&cua=below", "/tin/xem-lai/"),
        *("/hom-nay/?cua=toi", "/hom-nay/?cua=don-vi", "/hom-nay/?cua=cap-duoi", "/hop-thu/"),
        "/api/v1/desk/tips?bucket=all&scope=below",
    ]
    for page in pages:
        answer = client.get(page)
        said = re.sub(r'(csrf\w*" value|nonce)="[^"]+"', "", text_of(answer))
        yield f"{page}: {answer.status_code} {said}"


def signed_in(user: User | None) -> Client:
    client = Client()
    assert user is not None
    client.force_login(user)
    return client


# --- said by the sender --------------------------------------------------------------------------


def test_it_goes_to_the_unit_above_and_into_that_register(
    tan_hung: Place, police: Unit, province: Unit
) -> None:
    tip = about(None, tan_hung)
    assert (tip.unit, tip.received_unit, tip.walled) == (province, province, [police.pk])
    assert [row.unit for row in RegisterEntry.objects.filter(tip=tip)] == [province]
    assert [row.unit for row in tip.conflicts.all()] == [police]
    assert set(Event.objects.values_list("shard", flat=True)) == {province.pk}


def test_nothing_at_all_changes_for_whom_it_names(
    tan_hung: Place, police: Unit, handler: Actor, leader: Actor, duty_officer: Actor
) -> None:
    received(tan_hung, NOW)
    for actor in (handler, leader, duty_officer):
        client = signed_in(actor.user)
        before = list(told(client))
        tip = about(None, tan_hung)
        assert list(told(client)) == before
        assert client.get(f"/tim/?q={tip.code}").status_code == 200  # found, it would lead there
        assert client.get(f"/tin/{tip.ref}/").status_code == 404


def test_figures_of_the_place_do_not_grow(tan_hung: Place, police: Unit, province: Unit) -> None:
    tip = about(None, tan_hung)
    assert tip.place == tan_hung
    assert tip.counted_place_id == province.place_id
    drain()
    assert verify_figures().agrees


def test_the_unit_above_reads_it_as_any_other(tan_hung: Place, province_leader: Actor) -> None:
    tip = about(None, tan_hung)
    client = signed_in(province_leader.user)
    page = client.get(f"/tin/{tip.ref}/")
    assert page.status_code == 200
    assert "Công an xã Tân Hưng" in page.content.decode()
    assert tip in Tip.objects.visible_to(province_leader)


def test_a_neighbouring_unit_can_be_named(
    tan_hung: Place, police: Unit, province: Unit, neighbour: Actor, leader: Actor
) -> None:
    (named,) = neighbour.unit_ids & {duty.unit_id for duty in neighbour.duties}
    tip = about(Unit.objects.get(pk=named), tan_hung)
    assert (tip.unit, tip.walled) == (province, [named])
    assert tip not in Tip.objects.visible_to(neighbour)
    assert tip not in Tip.objects.visible_to(leader)  # it never was with them


def test_the_citizen_ticks_a_box(
    client: Client, police: Unit, province: Unit, duty_officer: Actor
) -> None:
    fill(client)
    client.post("/bao-tin/chuyen-gi/", WHAT | {"about_police": "on", "police_unit": police.pk})
    page = client.get("/bao-tin/kiem-tra/").content.decode()
    assert police.name in page
    assert "không thấy tin của bạn" in page
    assert province.name in page
    client.post("/bao-tin/kiem-tra/")
    tip = Tip.objects.get()
    assert (tip.unit, tip.walled) == (province, [police.pk])


def test_the_form_offers_no_unit_without_one_above(client: Client, province: Unit) -> None:
    fill(client)
    page = client.get("/bao-tin/chuyen-gi/").content.decode()
    assert f'<option value="{province.pk}"' not in page
    assert "Viện kiểm sát nhân dân tỉnh" in page


# --- read by an officer --------------------------------------------------------------------------


def declared(tip: Tip, by: Actor, **named: object) -> Tip:
    return actions.declare_conflict(
        actor=by,
        tip=tip,
        reason="Người báo nói về cán bộ trực đêm đó.",
        now=NOW,
        **named,  # type: ignore[arg-type]
    )


def test_an_officer_of_the_named_unit_declares_it_and_sees_it_no_more(
    tip: Tip, police: Unit, province: Unit, duty_officer: Actor, leader: Actor
) -> None:
    client = signed_in(duty_officer.user)
    answer = client.post(
        f"/tin/{tip.ref}/noi-ve-cong-an/", {"unit": police.pk, "reason": "Nói về trực ban."}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/tin/")
    tip.refresh_from_db()
    assert (tip.unit, tip.walled) == (province, [police.pk])
    assert client.get(f"/tin/{tip.ref}/").status_code == 404
    for actor in (duty_officer, leader):
        assert not any(
            tip.code in page or str(tip.ref) in page for page in told(signed_in(actor.user))
        )


def test_its_trace_is_in_the_chain_above_alone(
    tip: Tip, police: Unit, province: Unit, leader: Actor
) -> None:
    before = Event.objects.filter(shard=police.pk).count()
    declared(tip, leader, units=[police])
    assert Event.objects.filter(shard=police.pk).count() == before
    verbs = Event.objects.filter(shard=province.pk).order_by("seq").values_list("verb", flat=True)
    assert list(verbs) == ["intake.conflict_declared", "intake.arrived"]


def test_its_line_in_the_register_is_as_of_any_tip_handed_on(
    tan_hung: Place, police: Unit, province: Unit, leader: Actor
) -> None:
    """Numbers have no gap, and nobody can tell which one was about them."""
    first, second, third = (received(tan_hung, NOW) for _ in "123")
    actions.transfer_tip(actor=leader, tip=first, to=province, reason="Thẩm quyền.", now=NOW)
    declared(second, leader, units=[police])
    client = signed_in(leader.user)
    page = client.get("/tin/so-tiep-nhan/?so=100").content.decode()
    rows = [
        re.sub(r"\s+", " ", re.sub(r'<th scope="row"[^>]*>\d+</th>', "", row))
        for row in re.findall(r"<tr>\s*<th scope=.row.*?</tr>", page, re.S)
    ]
    assert len(rows) == 3
    assert rows[0] == rows[1] != rows[2]
    lines = text_of(client.get("/tin/so-tiep-nhan/xuat/csv/")).splitlines()[1:4]
    assert [line.split(",")[0] for line in lines] == ["1", "2", "3"]
    assert lines[0].partition(",")[2] == lines[1].partition(",")[2]
    assert third.category.name in lines[2]


def test_an_officer_named_is_shut_out_of_the_unit_above_too(
    tip: Tip, police: Unit, province: Unit, leader: Actor, province_leader: Actor
) -> None:
    named = serving("Phạm Quang Khải", province, Role.LEADER)
    declared(tip, leader, units=[police], users=[named])
    tip.refresh_from_db()
    assert tip.walled == [-named.pk, police.pk]
    assert tip.unit == province
    assert list(Tip.objects.visible_to(province_leader)) == [tip]
    assert list(Tip.objects.visible_to(actor_of(named, TODAY))) == []
    client = signed_in(named)
    assert client.get(f"/tin/{tip.ref}/").status_code == 404
    assert not any(tip.code in page for page in told(client))
    shown = client.get(f"/tin/so-tiep-nhan/?donvi={province.pk}").content.decode()
    assert "ngoài phạm vi xem" in shown
    assert tip.category.name not in shown.partition("<tbody")[2].partition("</tbody")[0]


def test_naming_an_officer_names_their_unit(
    tip: Tip, police: Unit, province: Unit, leader: Actor, handler: Actor
) -> None:
    declared(tip, leader, users=[handler.user])
    tip.refresh_from_db()
    assert handler.user is not None
    assert (tip.unit, tip.walled) == (province, [-handler.user.pk, police.pk])


def test_at_the_top_of_the_chain_the_officer_alone_is_shut_out(
    tan_hung: Place, province: Unit, province_leader: Actor
) -> None:
    named = serving("Phạm Quang Khải", province, Role.HANDLER)
    tip = about(None, tan_hung)
    declared(tip, province_leader, users=[named])
    tip.refresh_from_db()
    assert tip.unit == province
    assert list(Tip.objects.visible_to(province_leader)) == [tip]
    assert list(Tip.objects.visible_to(actor_of(named, TODAY))) == []
    assert tip.register_entries.count() == 1


def test_nobody_above_the_province_is_told_where_to_go(
    tan_hung: Place, province: Unit, province_leader: Actor
) -> None:
    tip = about(None, tan_hung)
    with pytest.raises(Refused, match="Viện kiểm sát nhân dân tỉnh"):
        declared(tip, province_leader, units=[province])
    assert Conflict.objects.count() == 1


def test_messages_that_pointed_there_are_taken_back(
    tip: Tip, police: Unit, leader: Actor, handler: Actor
) -> None:
    assert handler.user is not None
    actions.assign_tip(actor=leader, tip=tip, assignee=handler.user, now=NOW)
    assert Message.objects.filter(user=handler.user).exists()
    declared(tip, leader, units=[police])
    assert not Message.objects.filter(user=handler.user).exists()


def test_what_had_been_counted_moves_with_it(tip: Tip, police: Unit, leader: Actor) -> None:
    actions.accept_tip(actor=leader, tip=tip, now=NOW)
    declared(tip, leader, units=[police])
    drain()
    assert verify_figures().agrees


def test_it_does_not_come_back_to_whom_it_names(
    tan_hung: Place, police: Unit, province: Unit, province_leader: Actor
) -> None:
    tip = about(None, tan_hung)
    with pytest.raises(Refused, match="nói về chính đơn vị"):
        actions.transfer_tip(actor=province_leader, tip=tip, to=police, reason="x", now=NOW)
    named = serving("Phạm Quang Khải", province, Role.HANDLER)
    declared(tip, province_leader, users=[named])
    with pytest.raises(Refused, match="nói về cán bộ đó"):
        actions.assign_tip(actor=province_leader, tip=tip, assignee=named, now=NOW)


def test_an_outsider_declares_nothing(tip: Tip, police: Unit, province_leader: Actor) -> None:
    with pytest.raises(Refused):
        declared(tip, province_leader, units=[police])
    tip.refresh_from_db()
    assert (tip.unit, tip.walled) == (police, None)
