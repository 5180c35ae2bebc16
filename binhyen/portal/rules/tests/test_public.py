import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def words(page: str) -> str:
    """The text of a page, without tags, with plain spaces."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page)).replace("\u00a0", " ")


def ask(client: Client, **asked: str) -> tuple[int, str]:
    answer = client.get("/thoi-han/", asked)
    return answer.status_code, words(answer.content.decode())


def test_the_page_opens_with_an_empty_form_and_how_it_counts(client: Client) -> None:
    answer = client.get("/thoi-han/")

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Tính thời hạn giải quyết" in page
    assert "Ngày tiếp nhận là ngày 0" in page
    assert "style=" not in page
    assert 'id="ket-qua"' not in page


def test_a_tip_of_the_last_day_of_2024_shows_every_step_with_its_article(client: Client) -> None:
    status, text = ask(client, kind="crime_information", received_at="2024-12-31T09:00")

    assert status == 200
    assert "20/01/2025" in text
    assert "28/02/2025" in text
    assert "28/04/2025" in text
    assert "09:00 01/01/2025" in text  # 24 hours, exactly
    assert "Khoản 1 Điều 147 Bộ luật Tố tụng hình sự 2015 chưa kiểm chứng" in text
    assert "Công an cấp huyện hoặc cấp tỉnh" in text


def test_the_stricter_day_and_the_last_possible_day_stand_side_by_side(client: Client) -> None:
    _status, text = ask(client, kind="crime_accusation", received_at="2026-08-10T09:00")

    assert "30/08/2026 chậm nhất 03/09/2026 nếu được lùi vì ngày nghỉ" in text


def test_feedback_is_told_to_be_an_internal_rule(client: Client) -> None:
    _status, text = ask(client, kind="citizen_feedback", received_at="10/08/2026 09:00")

    assert "Quy định nội bộ, chờ tỉnh quyết định" in text
    assert "Ai quyết định" not in text


def test_an_old_name_without_marks_finds_what_the_commune_became(client: Client) -> None:
    status, text = ask(
        client, kind="crime_information", received_at="2024-05-01T08:00", place="di che"
    )

    assert status == 200
    assert "Xã Dị Chế" in text


def test_several_communes_of_one_name_are_offered_as_links(client: Client) -> None:
    answer = client.get(
        "/thoi-han/",
        {"kind": "crime_information", "received_at": "2024-05-01T08:00", "place": "Tân Hưng"},
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Chọn đúng nơi xảy ra" in page
    assert "place=12385" in page


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"received_at": ""}, "Ghi ngày giờ tiếp nhận"),
        ({"received_at": "32/13/2026"}, "Ngày giờ chưa đúng"),
        ({"received_at": "2017-12-31T08:00"}, "chỉ tính từ 01/01/2018"),
        ({"received_at": "2199-01-01T08:00"}, "còn quá xa"),
        ({"kind": "to-cao"}, "Chọn một loại tin trong danh sách"),
        ({"place": "qwxz jjkkq"}, "Không tìm thấy xã, phường này"),
        ({"place": "99999"}, "Không tìm thấy xã, phường này"),
    ],
)
def test_wrong_input_gets_a_sentence_and_keeps_what_was_typed(
    client: Client, asked: dict[str, str], sentence: str
) -> None:
    whole = {"kind": "crime_information", "received_at": "2026-08-10T09:00", "remote": "on"}

    answer = client.get("/thoi-han/", whole | asked)

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'id="ket-qua"' not in page
    assert 'name="remote" id="id_remote" checked' in page
