"""Rows of a list: what is drawn of them, which columns, and that a row's own text stays text."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from django.test import RequestFactory
from django.utils import translation

from binhyen.lib.listing import Column, export_links, table
from binhyen.lib.marks import badge, due, joined, link, moment, soft


@dataclass
class Stall:
    name: str
    street: str
    number: int


COLUMNS = [
    Column[Stall]("ten", "Tên", lambda stall: link("/sap/?a=1&b=2", stall.name), sort="name"),
    Column[Stall]("pho", "Phố <b>", lambda stall: stall.street),
    Column[Stall]("so", "Số", lambda stall: stall.number, numeric=True),
]
ROWS = [Stall("Hàng <script>", "Phố 'Hiến' & chợ", 7)]


def drawn(query: str, order: str = "") -> dict[str, object]:
    return table(RequestFactory().get(f"/sap/{query}"), COLUMNS, ROWS, order=order)


def test_a_row_s_own_text_is_never_read_as_html() -> None:
    body = str(drawn("")["body"])
    assert "<script>" not in body
    assert '<th scope="row"><a href="/sap/?a=1&amp;b=2">Hàng &lt;script&gt;</a></th>' in body
    assert '<td data-label="Phố &lt;b&gt;">Phố &#x27;Hiến&#x27; &amp; chợ</td>' in body
    assert '<td class="num" data-label="Số">7</td>' in body


def test_the_chooser_hides_columns_but_never_the_first() -> None:
    shown = drawn("?cot=so&loai=x&sau=abc")
    assert "data-label" in str(shown["body"])
    assert "Hiến" not in str(shown["body"])
    assert '<th scope="row">' in str(shown["body"])
    assert [column["shown"] for column in shown["columns"]] == [True, False, True]  # type: ignore[attr-defined]
    assert shown["kept_query"] == [("loai", "x")]


def test_a_column_sorts_and_turns_round() -> None:
    first = drawn("", order="name")["columns"][0]  # type: ignore[index]
    assert (first["sorted"], first["sort_url"]) == ("ascending", "?xep=-name")
    turned = drawn("", order="-name")["columns"][0]  # type: ignore[index]
    assert (turned["sorted"], turned["sort_url"]) == ("descending", "?xep=name")


def test_a_list_opened_without_a_question_exports_too() -> None:
    bare, asked = (
        export_links(RequestFactory().get(path), "intake:register_export")[1]["url"]
        for path in ("/tin/so-tiep-nhan/", "/tin/so-tiep-nhan/?nam=2026&sau=abc")
    )
    assert bare == "/tin/so-tiep-nhan/xuat/csv/"
    assert asked == "/tin/so-tiep-nhan/xuat/csv/?nam=2026"


def test_marks_speak_the_reader_s_language_whatever_was_drawn_before() -> None:
    day, today = date(2026, 11, 25), date(2026, 11, 23)
    with translation.override("vi"):
        assert "còn\u00a02\u00a0ngày" in due(day, today)
    with translation.override("en"):
        assert "25\u00a0November\u00a02026" in due(day, today)


@pytest.mark.parametrize(
    "mark", [badge("late", "<i>"), soft("<i>"), joined("<i>", ""), link("", "<i>")]
)
def test_marks_escape_what_they_are_given(mark: str) -> None:
    assert "<i>" not in mark
    assert "&lt;i&gt;" in mark


def test_a_moment_is_told_in_vietnam_s_time() -> None:
    told = moment(datetime(2026, 11, 23, 18, 30, tzinfo=UTC))
    assert told == '<time datetime="2026-11-24T01:30:00+07:00">01:30\u00a024/11/2026</time>'
    assert moment(None) == ""
