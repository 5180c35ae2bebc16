"""Saved views of the desk: one's own, or shared within the unit."""

import pytest

from binhyen.domains.intake.models import Tip
from binhyen.domains.intake.tests.test_officer_pages import signed_in
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.models import SavedView
from binhyen.kernel.workflow.saved import MOST_OF_ONE_PAGE, kept_query
from binhyen.lib.keeping import forget_all

pytestmark = pytest.mark.django_db
SAVE = "/cach-xem/luu/"


def given(name: str, query: str = "muc=new&loai=citizen_feedback", **more: str) -> dict[str, str]:
    return {"page": "intake:desk", "name": name, "query": query} | more


def names(actor: Actor) -> list[str]:
    forget_all()  # another process, or a minute later
    page = signed_in(actor).get("/tin/")
    return [tab["label"] for tab in page.context["kept_tabs"]]


def test_a_view_keeps_the_filters_and_leads_back_to_them(handler: Actor, tip: Tip) -> None:
    answer = signed_in(handler).post(SAVE, given("Phản ánh mới", "loai=citizen_feedback&muc=new"))
    assert answer.headers["Location"] == "/tin/?muc=new&loai=citizen_feedback"
    page = signed_in(handler).get(answer.headers["Location"])
    assert [(tab["label"], tab["current"]) for tab in page.context["kept_tabs"]] == [
        ("Phản ánh mới", True)
    ]


def test_who_saves_sees_it_at_once_though_the_list_is_kept(handler: Actor) -> None:
    client = signed_in(handler)
    assert client.get("/tin/").context["kept_tabs"] == []
    client.post(SAVE, given("Trễ", "muc=late"))
    assert [tab["label"] for tab in client.get("/tin/").context["kept_tabs"]] == ["Trễ"]


def test_one_s_own_is_one_s_own_a_shared_one_is_the_unit_s(
    handler: Actor, leader: Actor, neighbour: Actor
) -> None:
    client = signed_in(handler)
    client.post(SAVE, given("Của An"))
    client.post(SAVE, given("Của tổ", shared="1"))
    assert names(handler) == ["Của tổ", "Của An"]
    assert names(leader) == ["Của tổ"]
    assert names(neighbour) == []


def test_only_filters_are_kept() -> None:
    assert kept_query("intake:desk", "sau=abc&muc=late&next=//evil.example") == "muc=late"


def test_the_same_name_is_written_anew(handler: Actor) -> None:
    client = signed_in(handler)
    client.post(SAVE, given("Trễ", "muc=late"))
    client.post(SAVE, given("Trễ", "muc=today"))
    assert SavedView.objects.get().query == "muc=today"


def test_a_colleague_s_view_is_not_dropped_a_stranger_s_is_not_there(
    handler: Actor, leader: Actor, neighbour: Actor
) -> None:
    signed_in(handler).post(SAVE, given("Của tổ", shared="1"))
    view = SavedView.objects.get()
    assert signed_in(leader).post(f"/cach-xem/{view.pk}/bo/").status_code == 403
    assert signed_in(neighbour).post(f"/cach-xem/{view.pk}/bo/").status_code == 404
    assert signed_in(handler).post(f"/cach-xem/{view.pk}/bo/").status_code == 302
    assert not SavedView.objects.exists()


def test_there_is_an_end_to_it(handler: Actor) -> None:
    client = signed_in(handler)
    for n in range(MOST_OF_ONE_PAGE):
        client.post(SAVE, given(f"Cách {n}"))
    refused = client.post(SAVE, given("Một nữa"))
    assert refused.status_code == 403
    assert SavedView.objects.count() == MOST_OF_ONE_PAGE


def test_a_view_without_a_name_is_asked_for_one(handler: Actor) -> None:
    answer = signed_in(handler).post(SAVE, given(""), follow=True)
    assert "Hãy đặt tên" in answer.content.decode()
    assert not SavedView.objects.exists()
