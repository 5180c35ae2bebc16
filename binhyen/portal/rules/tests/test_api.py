import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db
URL = "/api/v1/deadlines"


def ask(client: Client, **asked: str) -> dict[str, object]:
    answer = client.get(URL, {"kind": "crime_information"} | asked)
    assert answer.status_code == 200, answer.content
    body: dict[str, object] = answer.json()
    return body


def test_every_step_has_its_date_article_and_whether_verified(client: Client) -> None:
    body = ask(client, received_at="2024-12-31T09:00:00+07:00")

    steps = {step["rule"]: step for step in body["steps"]}  # type: ignore[attr-defined]
    assert steps["resolve_20d"] | {"source": "", "calendar_version": ""} == {
        "rule": "resolve_20d",
        "title": "Kiểm tra, xác minh và ra quyết định",
        "length": "20 ngày",
        "condition": "",
        "on": "2025-01-20",
        "due_at": "2025-01-20T23:59:59.999999+07:00",
        "last_on": "2025-01-20",
        "basis": "Khoản 1 Điều 147 Bộ luật Tố tụng hình sự 2015",
        "source": "",
        "verified": False,
        "internal": False,
        "calendar_version": "",
    }
    assert steps["extend_1"]["on"] == "2025-02-28"
    assert steps["resume_1m"]["on"] is None


def test_the_api_and_the_page_say_the_same(client: Client) -> None:
    page = client.get(
        "/thoi-han/", {"kind": "crime_accusation", "received_at": "2026-08-10T09:00"}
    ).content.decode()

    body = ask(client, kind="crime_accusation", received_at="2026-08-10T09:00")

    for step in body["steps"]:  # type: ignore[attr-defined]
        if step["due_at"]:
            assert f'<time datetime="{step["due_at"][:19]}' in page


@pytest.mark.parametrize(
    "moment",
    ["2026-08-09T17:30:00Z", "2026-08-10T00:30", "2026-08-10", "2026-08-10T00:30:00 07:00"],
)
def test_the_day_of_receipt_is_that_of_vietnam(client: Client, moment: str) -> None:
    steps = ask(client, received_at=moment)["steps"]

    resolve = next(step for step in steps if step["rule"] == "resolve_20d")  # type: ignore[attr-defined]
    assert (resolve["on"], resolve["last_on"]) == ("2026-08-30", "2026-09-03")


def test_a_place_names_its_police_and_who_decides(client: Client) -> None:
    body = ask(client, received_at="2024-05-01T09:00", place="12349")

    assert body["place"] == {"code": "12349", "name": "Xã Dị Chế, Huyện Tiên Lữ, Tỉnh Hưng Yên"}
    assert body["competence"]["since"] == "2021-12-01"  # type: ignore[index]


def test_english_is_spoken_to_those_who_ask_for_it(client: Client) -> None:
    answer = client.get(
        URL,
        {"kind": "crime_information", "received_at": "2026-08-10"},
        headers={"accept-language": "en"},
    )

    steps = {step["rule"]: step for step in answer.json()["steps"]}
    assert steps["resolve_20d"]["length"] == "20 days"
    assert steps["resolve_20d"]["basis"] == "Article 147(1), Criminal Procedure Code 2015"


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"kind": "to-cao"}, "kind", "Loại tin là một trong"),
        ({"received_at": "hôm qua"}, "received_at", "ISO 8601"),
        ({"received_at": "2017-01-01"}, "received_at", "chỉ tính từ 01/01/2018"),
        ({"received_at": "2199-01-01"}, "received_at", "còn quá xa"),
        ({"place": "99999"}, "place", "Không tìm thấy"),
        ({"place": "tân hưng"}, "place", "hãy gửi mã"),
        ({"remote": "có lẽ"}, "remote", "true hoặc false"),
    ],
)
def test_wrong_questions_get_a_problem_document_with_a_sentence(
    client: Client, asked: dict[str, str], field: str, words: str
) -> None:
    whole = {"kind": "crime_information", "received_at": "2024-05-01T09:00"}

    answer = client.get(URL, whole | asked)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "application/problem+json"
    [error] = answer.json()["errors"]
    assert error["field"] == field
    assert words in error["message"]


def test_missing_fields_are_named(client: Client) -> None:
    answer = client.get(URL)

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["kind", "received_at"]


def test_without_a_place_no_table_is_read(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ask(client, received_at="2026-08-10")

    # The request's own transaction: its beginning and its end.
    with django_assert_num_queries(2):
        ask(client, received_at="2026-08-10")
