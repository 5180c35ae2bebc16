"""Places and units as staff look them up, on any day; a unit is dissolved on its page."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from binhyen.kernel.org.models import Unit, UnitKind, UnitSuccession
from binhyen.kernel.people.models import User
from binhyen.kernel.places.models import Level, Place
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_an_old_name_leads_to_what_the_commune_became(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.an)

    found = text(client.get("/dia-ban/", {"tu": "di che"}))

    assert "Xã Dị Chế" in found
    old = Place.objects.get(name="Xã Dị Chế", level=Level.COMMUNE)
    page = text(client.get(f"/dia-ban/{old.pk}/"))
    heir = old.heirs.select_related("new").get().new
    assert f'href="/dia-ban/{heir.pk}/"' in page
    assert "không còn" in page


def test_the_communes_of_another_day(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.an)
    then = text(client.get("/dia-ban/", {"ngay": "01/05/2024", "cuoi": "1"}))
    assert "vào ngày 01/05/2024" in then
    bad = client.get("/dia-ban/", {"ngay": "31/02/2024"})
    assert (bad.status_code, "ngày/tháng/năm" in text(bad)) == (400, True)
    early = client.get("/dia-ban/", {"ngay": "01/05/1999"})
    assert (early.status_code, "01/01/2020" in text(early)) == (400, True)


def test_lists_ask_few_questions_whatever_the_rows(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = client_of(cast.an)
    for address in ("/dia-ban/", "/don-vi/", "/dia-ban/?tu=tan"):
        client.get(address)
        with django_assert_max_num_queries(20):  # type: ignore[attr-defined]
            assert client.get(address).status_code == 200


def test_a_unit_shows_its_chain_of_command(cast: Cast, client_of: ClientOf) -> None:
    page = text(client_of(cast.an).get(f"/don-vi/{cast.own.pk}/"))
    assert "Công an tỉnh Hưng Yên" in page
    assert "Chỉ quản trị của Công an tỉnh" in page
    listed = text(client_of(cast.an).get("/don-vi/", {"tu": "Phố Hiến"}))
    assert cast.own.name in listed


def test_an_administrator_dissolves_a_unit_and_its_heir_is_named(
    cast: Cast, client_of: ClientOf
) -> None:
    client, today = client_of(cast.admin), timezone.localdate()
    rows = Unit.objects.on(today).filter(kind=UnitKind.POLICE_COMMUNE).exclude(pk=cast.own.pk)
    heir = rows.order_by("pk")[0]
    address = f"/don-vi/{cast.own.pk}/giai-the/"

    empty = client.post(address, {"heir": "", "on": "", "basis": ""})
    assert (empty.status_code, "Hãy chọn đơn vị kế thừa" in text(empty)) == (400, True)
    early = client.post(address, {"heir": heir.pk, "on": "01/02/2020", "basis": "QĐ 1"})
    assert (early.status_code, Unit.objects.get(pk=cast.own.pk).valid_to) == (400, None)

    done = client.post(
        address, {"heir": heir.pk, "on": f"{today:%d/%m/%Y}", "basis": "Quyết định 12/QĐ-BCA"}
    )

    assert done.status_code == 302
    assert Unit.objects.get(pk=cast.own.pk).valid_to == today
    assert UnitSuccession.objects.get(old=cast.own).new == heir
    page = text(client.get(f"/don-vi/{cast.own.pk}/"))
    assert "Quyết định 12/QĐ-BCA" in page
    assert "Giải thể đơn vị, giao hồ sơ" in page


def test_a_commune_s_administrator_is_told_why_not(cast: Cast, client_of: ClientOf) -> None:
    refused = client_of(cast.commune_admin).get(f"/don-vi/{cast.own.pk}/giai-the/")
    assert (refused.status_code, "Công an tỉnh" in text(refused)) == (403, True)
    assert Unit.objects.get(pk=cast.own.pk).valid_to is None
