"""The public API of places, as somebody outside calls it."""

from typing import Any

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def get(client: Client, path: str, **query: Any) -> tuple[int, Any]:
    answer = client.get(f"/api/v1/places{path}", query)
    return answer.status_code, answer.json()


def test_di_che_of_may_2024(client: Client) -> None:
    status, body = get(client, "/12349", as_of="2024-05-01")
    assert status == 200
    assert body["full_name"] == "Xã Dị Chế, Huyện Tiên Lữ, Tỉnh Hưng Yên"
    assert [above["level"] for above in body["ancestors"]] == ["district", "province", "nation"]
    assert (body["valid_from"], body["valid_to"]) == ("2020-01-01", "2024-12-01")


def test_its_successors_today(client: Client) -> None:
    status, body = get(client, "/12349/successors", as_of="2024-05-01", on="2026-11-01")
    assert (status, body["known"]) == (200, True)
    (heir,) = body["successors"]
    assert (heir["code"], heir["name"]) == ("12337", "Xã Hoàng Hoa Thám")
    assert (heir["share_num"], heir["share_den"], heir["exact"]) == (1, 1, True)


def test_a_split_is_an_estimate_and_an_unknown_heir_is_said(client: Client) -> None:
    _, split = get(client, "/11989/successors", as_of="2024-05-01", on="2026-11-01")
    assert [(one["name"], one["exact"]) for one in split["successors"]] == [
        ("Xã Đại Đồng", False),
        ("Xã Lạc Đạo", False),
    ]
    assert "ước tính" in split["note"]
    _, unknown = get(client, "/00562/successors", as_of="2024-05-01", on="2026-11-01")
    assert (unknown["known"], unknown["successors"]) == (False, [])
    assert unknown["note"].startswith("Chưa rõ đơn vị kế thừa")


def test_a_code_not_in_force_on_the_day_is_explained(client: Client) -> None:
    status, body = get(client, "/12349", as_of="2026-11-01")
    assert status == 404
    assert body["title"] == "Không có đơn vị mang mã 12349 vào ngày 01/11/2026."
    assert "Xã Dị Chế" in body["detail"]
    assert [life["name"] for life in body["lives"]] == ["Xã Dị Chế"]


@pytest.mark.parametrize("q", ["Dị Chế", "di che"])
def test_search_by_an_old_name(client: Client, q: str) -> None:
    status, body = get(client, "", q=q, as_of="2026-11-01", level="commune", parent="33")
    assert status == 200
    (found,) = body["items"]
    assert (found["code"], found["matched_name"]) == ("12349", "Xã Dị Chế")
    assert found["parent"]["name"] == "Huyện Tiên Lữ"
    assert [one["name"] for one in found["became"]] == ["Xã Hoàng Hoa Thám"]


def test_all_communes_of_a_province_page_by_page(client: Client) -> None:
    query = {"as_of": "2024-05-01", "level": "commune", "parent": "33", "limit": 100}
    _, first = get(client, "", **query)
    _, second = get(client, "", **query, after=first["next"])
    codes = [item["code"] for page in (first, second) for item in page["items"]]
    assert len(codes) == len(set(codes)) == 161
    assert second["next"] is None


def test_a_point_without_boundaries_is_approximate(client: Client) -> None:
    status, body = get(client, "/locate", lat=20.632, lon=106.096, as_of="2026-11-01")
    assert (status, body["exact"], body["place"]["code"]) == (200, False, "11977")
    status, body = get(client, "/locate", lat=0, lon=0)
    assert (status, body["title"]) == (404, "Không có xã, phường nào ở gần điểm này.")


@pytest.mark.parametrize(
    ("path", "query", "field"),
    [
        ("", {"level": "village"}, "level"),
        ("", {"as_of": "1999-01-01"}, "as_of"),
        ("", {"after": "@@@"}, "after"),
        ("/locate", {"lat": 91, "lon": 0}, "lat"),
        ("/locate", {"lat": "x", "lon": 0}, "lat"),
        ("/33", {"as_of": "31/12/2024"}, "as_of"),
    ],
)
def test_what_does_not_fit_is_a_sentence_at_the_field(
    client: Client, path: str, query: dict[str, Any], field: str
) -> None:
    status, body = get(client, path, **query)
    assert status == 422
    (error,) = body["errors"]
    assert error["field"] == field
    assert error["message"].endswith(".")


def test_a_page_of_results_costs_few_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(16):
        get(client, "", q="hung", as_of="2026-11-01", limit=50)
