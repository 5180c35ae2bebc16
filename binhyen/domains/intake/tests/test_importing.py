"""An old register is taken over: every line once, or a sentence that says what to mend."""

import io
import os
import subprocess
import sys
import zipfile
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from time_machine import travel

from binhyen.domains.intake import actions
from binhyen.domains.intake.actions import importing
from binhyen.domains.intake.import_columns import guess
from binhyen.domains.intake.import_rows import day_of, hour_of
from binhyen.domains.intake.import_work import work
from binhyen.domains.intake.models import (
    ColumnMemory,
    ImportFault,
    RegisterCounter,
    RegisterEntry,
    RegisterImport,
    ReporterIdentity,
    Status,
    Tip,
)
from binhyen.kernel.audit.models import Event
from binhyen.kernel.indicators.models import Delta
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.models import Deadline
from binhyen.lib.verdict import Refused
from tests.access import make_tip
from tests.cast import Cast, signed_in
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
PAGE = "/tin/so-tiep-nhan/nhap/"
HEADS = [
    "Số vào sổ", "Ngày tiếp nhận", "Người cung cấp", "Điện thoại", "Nội dung", "Nơi xảy ra",
    "Phân loại", "Kết quả giải quyết", "Ngày kết quả",
]  # fmt: skip
COLUMNS = ["number", "day", "name", "phone", "text", "place", "kind", "end", "on"]
LINE = ["", "05/03/2026", "Nguyễn Văn Cũ", "0912345678", "Mất trộm xe máy", "", "Tố giác", "", ""]


def line(number: object, **cells: object) -> list[object]:
    row: list[object] = [number, *LINE[1:]]
    for heading, value in cells.items():
        row[COLUMNS.index(heading)] = value
    return row


def book(*rows: list[Any], heads: list[str] = HEADS, above: int = 0) -> bytes:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        days = made.add_format({"num_format": "dd/mm/yyyy"})
        sheet = made.add_worksheet("Sổ")
        for n in range(above):
            sheet.merge_range(n, 0, n, 8, f"SỔ TIẾP NHẬN {n}")
        lines: list[list[Any]] = [heads, *rows]
        for n, row in enumerate(lines, start=above):
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(n, column, value, days)
                elif isinstance(value, str):
                    sheet.write_string(n, column, value)
                elif value is not None:
                    sheet.write(n, column, value)
    return body.getvalue()


@pytest.fixture
def binh(cast: Cast) -> Client:
    """Trần Thị Bình, chỉ huy of Công an phường Phố Hiến."""
    return signed_in(cast.binh)


def upload(client: Client, cast: Cast, body: bytes) -> Any:
    file = SimpleUploadedFile("so.xlsx", body)
    return client.post(PAGE, {"unit": cast.own.pk, "sheet": file})


def columns_of(row: RegisterImport) -> dict[str, str]:
    return {f"cot{column}": field for column, field in row.columns.items()}


def checked(client: Client, cast: Cast, body: bytes) -> RegisterImport:
    """Uploaded, the guessed columns agreed to, tried by the worker."""
    assert upload(client, cast, body).status_code == 302
    row = RegisterImport.objects.order_by("-id")[0]
    answer = client.post(f"{PAGE}{row.ref}/ghep/", columns_of(row))
    assert answer.status_code == 302, answer.content.decode()
    run_jobs()
    row.refresh_from_db()
    return row


def taken(client: Client, cast: Cast, body: bytes) -> RegisterImport:
    row = checked(client, cast, body)
    client.post(f"{PAGE}{row.ref}/nhap/")
    run_jobs()
    row.refresh_from_db()
    return row


def sentences(row: RegisterImport) -> list[str]:
    return list(
        ImportFault.objects.filter(register_import=row, is_note=False)
        .order_by("row", "id")
        .values_list("sentence", flat=True)
    )


def test_a_book_is_tried_then_taken_over_with_its_numbers(binh: Client, cast: Cast) -> None:
    body = book(line(3), line("4", end="Xử phạt hành chính", on="20/03/2026"), line("7/2026"))
    row = checked(binh, cast, body)
    assert (row.state, row.made, row.faulty) == ("checked", 3, 0)
    assert Tip.objects.count() == 0

    binh.post(f"{PAGE}{row.ref}/nhap/")
    run_jobs()
    entries = RegisterEntry.objects.order_by("number").values_list("year", "number")
    assert list(entries) == [(2026, 3), (2026, 4), (2026, 7)]
    assert make_tip(cast.own).register_entries.get().number == 8
    closed = Tip.objects.get(register_entries__number=4)
    assert (closed.status, closed.outcome) == (Status.CLOSED, "administrative")
    assert closed.closed_on == date(2026, 3, 20)


def test_the_law_and_the_figures_count_from_the_book_s_own_days(binh: Client, cast: Cast) -> None:
    taken(binh, cast, book(line(1, end="Không khởi tố", on="02/04/2026")))
    tip = Tip.objects.get()
    deadline = Deadline.objects.get(subject_id=tip.pk, is_decisive=True)
    assert (deadline.due_on, deadline.state) == (date(2026, 3, 25), Deadline.State.LATE_DONE)
    assert tip.late_on == date(2026, 3, 26)
    counted = set(Delta.objects.values_list("part", "day"))
    assert {("tips_received", date(2026, 3, 5)), ("tips_late", date(2026, 3, 26))} <= counted
    assert ("tips_resolved", date(2026, 4, 2)) in counted
    assert not any(part == "tips_resolved_on_time" for part, _day in counted)


def test_names_are_sealed_from_the_upload_on(binh: Client, cast: Cast) -> None:
    upload(binh, cast, book(line(1)))
    row = RegisterImport.objects.get()
    assert "Nguyễn Văn Cũ".encode() not in bytes(row.sealed)
    assert "Văn Cũ" not in str(row.sheets)
    binh.post(f"{PAGE}{row.ref}/ghep/", columns_of(row))
    run_jobs()
    binh.post(f"{PAGE}{row.ref}/nhap/")
    run_jobs()
    row.refresh_from_db()
    assert bytes(row.sealed) == b""
    assert ReporterIdentity.objects.count() == 1
    assert "Văn Cũ" not in str(list(Event.objects.values_list("body", flat=True)))


def test_a_second_run_of_the_same_book_doubles_nothing(binh: Client, cast: Cast) -> None:
    body = book(line(1), line(2))
    taken(binh, cast, body)
    again = taken(binh, cast, book(line(1), line(2), line(3)))
    assert (again.made, again.known, Tip.objects.count()) == (1, 2, 3)


def test_a_killed_worker_goes_on_where_it_was(
    binh: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    from binhyen.domains.intake import import_work

    monkeypatch.setattr(import_work, "AT_A_TIME", 2)
    row = checked(binh, cast, book(*[line(n) for n in range(1, 8)]))
    binh.post(f"{PAGE}{row.ref}/nhap/")
    real = importing.import_lines
    done: list[int] = []

    def killed(**given: Any) -> RegisterImport:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(1)
        return real(**given)

    actor = cast.actor(cast.binh, timezone.localdate())
    row.refresh_from_db()
    monkeypatch.setattr(importing, "import_lines", killed)
    with pytest.raises(KeyboardInterrupt):
        work(row, actor, timezone.now())
    row.refresh_from_db()
    assert (row.position, Tip.objects.count()) == (4, 4)

    monkeypatch.setattr(importing, "import_lines", real)
    work(row, actor, timezone.now())
    row.refresh_from_db()
    assert (row.state, row.made, Tip.objects.count()) == ("done", 7, 7)


def test_two_workers_at_once_take_each_line_once(binh: Client, cast: Cast) -> None:
    row = checked(binh, cast, book(line(1)))
    binh.post(f"{PAGE}{row.ref}/nhap/")
    actor = cast.actor(cast.binh, timezone.localdate())
    stale = RegisterImport.objects.select_related("unit__place").get(pk=row.pk)
    run_jobs()
    work(stale, actor, timezone.now())
    assert Tip.objects.count() == 1


def test_each_wrong_line_says_where_and_what_to_do(binh: Client, cast: Cast) -> None:
    row = checked(
        binh,
        cast,
        book(
            line(1, day="32/13/2026"),
            line("mười"),
            line(3, text=""),
            line(4, end="Khởi tố"),
            line(5, end="Xong rồi", on="01/04/2026"),
            line(6, day="01/01/2099"),
            line(7, day="01/02/2020"),
            line(8),
            line(8),
            line(9, day=""),
        ),
    )
    said = "\n".join(sentences(row))
    for words in (
        "“32/13/2026” không phải ngày",
        "“mười” không phải là số",
        "Thiếu nội dung",
        "thiếu ngày có kết quả",
        "Chưa hiểu kết quả “Xong rồi”",
        "chưa đến",
        "thuộc sổ của đơn vị khi ấy",
        "Số 8/2026 đã có ở dòng 9",
        "Thiếu ngày tiếp nhận",
    ):
        assert words in said
    assert (row.made, row.faulty) == (1, 9)
    page = binh.get(f"{PAGE}{row.ref}/").content.decode()
    assert "Ngày tiếp nhận" in page
    assert "không phải ngày" in page


def test_the_few_lines_left_out_stand_before_the_many_notes(binh: Client, cast: Cast) -> None:
    strange = [line(n, text="Việc lạ", place="Xã Không Có") for n in range(1, 40)]
    row = checked(binh, cast, book(*strange, line("mười")))

    first = binh.get(f"{PAGE}{row.ref}/").content.decode()
    assert "Số vào sổ “mười” không phải là số." in first
    assert "Không thấy nơi này vào ngày ấy" not in first
    assert "Không thấy nơi này" in binh.get(f"{PAGE}{row.ref}/?muc=luu-y").content.decode()


def test_what_nobody_can_tell_is_no_theft(binh: Client, cast: Cast) -> None:
    heads = [*HEADS[:7], "Tội danh"]
    rows = [
        [*line(1, text="Thấy người lạ")[:7], "Ma túy"],
        [*line(2, text="Bị gọi đòi tiền")[:7], "Lừa đảo"],
        [*line(3, text="Việc lạ")[:7], "Lạ"],
    ]
    row = taken(binh, cast, book(*rows, heads=heads))

    found = Tip.objects.filter(imported_line__register_import=row).order_by("imported_line__row")
    codes = list(found.values_list("category__parent__code", "category__code"))
    assert [group for group, _code in codes] == ["drugs", "online_scam", "unsorted_group"]
    assert not found[2].category.is_active


def test_a_number_given_meanwhile_to_another_report_is_a_fault(binh: Client, cast: Cast) -> None:
    with travel(datetime(2026, 8, 10, 9, 0)):
        make_tip(cast.own)
    row = checked(binh, cast, book(line(1)))
    assert "đã cấp cho một tin khác" in sentences(row)[0]


def test_a_report_that_arrives_while_it_runs_gets_a_number_of_its_own(
    binh: Client, cast: Cast
) -> None:
    row = checked(binh, cast, book(line(1), line(50)))
    actor = cast.actor(cast.binh, timezone.localdate())
    importing.start_import(actor=actor, register_import=row, now=timezone.now())
    year = timezone.localdate().year
    importing.reserve_numbers(actor=actor, register_import=row, last={year: 50}, now=timezone.now())
    assert make_tip(cast.own).register_entries.get().number == 51


def test_dates_as_text_as_cells_and_as_numbers() -> None:
    assert day_of("05/07/2024") == day_of("5.7.24") == day_of("08:30 05-07-2024")
    assert day_of({"at": "2024-07-05T08:30:00"}) == date(2024, 7, 5)
    assert day_of(45478) == date(2024, 7, 5)
    assert day_of("2024") is day_of(12) is day_of("30/02/2024") is None
    assert f"{hour_of('8h30 ngày 05/07/2024'):%H:%M}" == "08:30"
    assert hour_of("05/07/2024") is None
    assert f"{hour_of({'at': '2024-07-05T08:30:00'}):%H:%M}" == "08:30"


def test_real_sheets_have_titles_date_cells_merged_cells_and_gaps(binh: Client, cast: Cast) -> None:
    empty: list[object] = [None] * 9
    body = book(
        line(1, day=datetime(2026, 3, 5, 8, 30)), empty, line(2, day=46086), empty, empty, above=3
    )
    row = taken(binh, cast, body)
    assert (row.made, row.total) == (2, 2)
    days = Tip.objects.order_by("received_at").values_list("received_on", flat=True)
    assert list(days) == [date(2026, 3, 5), date(2026, 3, 5)]


def test_a_merged_day_counts_for_all_its_rows(binh: Client, cast: Cast) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        for n in (1, 2, 3):
            sheet.write_row(n, 0, line(n, day=""))
        sheet.merge_range(1, 1, 3, 1, "05/03/2026")
    assert taken(binh, cast, body.getvalue()).made == 3


def test_of_two_sheets_the_one_with_the_headings_is_chosen(binh: Client, cast: Cast) -> None:
    body = io.BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        made.add_worksheet("Ghi chú").write(0, 0, "Chép tay")
        sheet = made.add_worksheet("2026")
        sheet.write_row(0, 0, HEADS)
        sheet.write_row(1, 0, line(1))
    upload(binh, cast, body.getvalue())
    row = RegisterImport.objects.get()
    assert [one["name"] for one in row.sheets] == ["Ghi chú", "2026"]
    assert row.sheet == 1
    assert "Ghi chú" in binh.get(f"{PAGE}{row.ref}/").content.decode()


def test_a_unit_s_own_headings_are_asked_once(binh: Client, cast: Cast) -> None:
    heads = ["Mã", *HEADS[1:]]
    upload(binh, cast, book(line(1), heads=heads))
    row = RegisterImport.objects.get()
    asked = binh.post(f"{PAGE}{row.ref}/ghep/", columns_of(row))
    assert "Còn thiếu cột: Số vào sổ" in asked.content.decode()
    binh.post(f"{PAGE}{row.ref}/ghep/", columns_of(row) | {"cot0": "number"})
    assert ColumnMemory.objects.get(unit=cast.own, heading="ma").field == "number"
    upload(binh, cast, book(line(1), heads=heads))
    assert RegisterImport.objects.order_by("-id")[0].columns["0"] == "number"


def test_one_thing_comes_from_one_column() -> None:
    assert guess(["STT", "Số vào sổ", "Ngày nhận", "Nội dung"], {}) == {
        0: "number", 2: "received", 3: "text",
    }  # fmt: skip


@pytest.mark.parametrize("evil", ["=1+1", '=HYPERLINK("http://x")', "+84", "@SUM(A1)", "-2"])
def test_a_formula_in_the_book_is_a_text_like_any_other(
    binh: Client, cast: Cast, evil: str
) -> None:
    taken(binh, cast, book(line(1, text=evil)))
    assert Tip.objects.get().text == evil


def refusal(answer: Any) -> str:
    assert answer.status_code == 400
    assert RegisterImport.objects.count() == 0
    return str(answer.content.decode())


def test_ten_thousand_and_one_lines_are_asked_to_be_split(binh: Client, cast: Cast) -> None:
    rows = [line(n) for n in range(1, 10_022)]
    assert "tách thành nhiều tệp" in refusal(upload(binh, cast, book(*rows)))


def bomb() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b"\0" * 200_000_000)
    return body.getvalue()


def lying_bomb() -> bytes:
    """It says that it holds ten bytes."""
    body = bytearray(bomb())
    size = (200_000_000).to_bytes(4, "little")
    while size in body:
        at = body.index(size)
        body[at : at + 4] = (10).to_bytes(4, "little")
    return bytes(body)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"khong phai bang tinh", "không phải tệp XLSX"),
        (b"", "trống"),
        (book(line(1))[:2000], "không phải tệp XLSX"),
    ],
)
def test_what_is_no_workbook_is_told_so(binh: Client, cast: Cast, body: bytes, words: str) -> None:
    said = refusal(upload(binh, cast, body))
    assert words in said or "rỗng" in said or "empty" in said


@pytest.mark.parametrize("make", [bomb, lying_bomb])
def test_a_packed_bomb_is_not_unpacked(binh: Client, cast: Cast, make: Any) -> None:
    said = refusal(upload(binh, cast, make()))
    assert "quá nặng" in said or "bị hỏng" in said


def test_an_import_that_stopped_for_good_says_so_and_goes_on(
    binh: Client, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = checked(binh, cast, book(*(line(n) for n in range(1, 501))))
    binh.post(f"{PAGE}{row.ref}/nhap/")
    assert "đã dừng vì một lỗi" not in binh.get(f"{PAGE}{row.ref}/").content.decode()
    take_over = importing.import_lines

    def breaks_half_way(**given: Any) -> RegisterImport:
        if given["position"]:
            raise OSError("out of file handles")
        return take_over(**given)

    monkeypatch.setattr(importing, "import_lines", breaks_half_way)
    with pytest.raises(OSError, match="handles"):
        run_jobs()  # and no other try is left
    page = binh.get(f"{PAGE}{row.ref}/").content.decode()
    assert "Đã xử lý 250 trên 500 dòng" in page

    monkeypatch.undo()
    assert binh.post(f"{PAGE}{row.ref}/tiep/").status_code == 302
    assert "đã dừng vì một lỗi" not in binh.get(f"{PAGE}{row.ref}/").content.decode()
    run_jobs()
    row.refresh_from_db()
    assert (row.state, row.made, Tip.objects.count()) == ("done", 500, 500)
    assert Event.objects.filter(verb="intake.import_resumed").count() == 1
    refused = binh.post(f"{PAGE}{row.ref}/tiep/")
    assert "đang ở bước" in refused.content.decode()


def test_a_leader_takes_a_whole_import_back(binh: Client, cast: Cast) -> None:
    row = taken(binh, cast, book(line(1), line(2, end="Hòa giải", on="10/03/2026")))
    assert binh.post(f"{PAGE}{row.ref}/hoan-tac/").status_code == 302
    run_jobs()
    row.refresh_from_db()
    assert row.state == "undone"
    assert Tip.objects.count() == RegisterEntry.objects.count() == Deadline.objects.count() == 0
    assert RegisterCounter.objects.get(unit=cast.own, year=2026).last == 0
    assert sum(Delta.objects.values_list("n", flat=True)) == 0
    assert Event.objects.filter(verb="intake.import_taken_back").count() == 2
    assert taken(binh, cast, book(line(1), line(2))).made == 2


def test_what_somebody_worked_on_is_not_taken_back(binh: Client, cast: Cast) -> None:
    row = taken(binh, cast, book(line(1)))
    actions.accept_tip(
        actor=cast.actor(cast.an, timezone.localdate()), tip=Tip.objects.get(), now=timezone.now()
    )
    refused = binh.post(f"{PAGE}{row.ref}/hoan-tac/")
    assert "Đã có 1 việc làm" in refused.content.decode()
    assert Tip.objects.count() == 1


def test_numbers_given_after_it_keep_an_import(binh: Client, cast: Cast) -> None:
    row = taken(binh, cast, book(line(1)))
    make_tip(cast.own)
    assert "hở số" in binh.post(f"{PAGE}{row.ref}/hoan-tac/").content.decode()


def test_a_week_later_or_by_an_officer_it_stays(binh: Client, cast: Cast) -> None:
    row = taken(binh, cast, book(line(1)))
    officer = signed_in(cast.chien).post(f"{PAGE}{row.ref}/hoan-tac/")
    assert "do chỉ huy" in officer.content.decode()
    late = timezone.now() + timedelta(days=8)
    with pytest.raises(Refused):
        importing.ask_undo(
            actor=cast.actor(cast.binh, timezone.localdate()), register_import=row, now=late
        )


def test_a_handler_and_a_neighbour_import_nothing(cast: Cast) -> None:
    assert upload(signed_in(cast.an), cast, book(line(1))).status_code in (400, 404)
    assert upload(signed_in(cast.giang), cast, book(line(1))).status_code == 400
    assert RegisterImport.objects.count() == 0


def test_the_page_refreshes_itself_while_the_worker_is_at_it(binh: Client, cast: Cast) -> None:
    upload(binh, cast, book(line(1)))
    row = RegisterImport.objects.get()
    binh.post(f"{PAGE}{row.ref}/ghep/", columns_of(row))
    page = binh.get(f"{PAGE}{row.ref}/").content.decode()
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in page
    assert 'hx-trigger="every 2s"' in page
    run_jobs()
    part = binh.get(f"{PAGE}{row.ref}/", headers={"hx-request": "true"}).content.decode()
    assert "<html" not in part
    assert "Nhập 1 dòng" in part


def test_an_imported_record_says_that_it_is_one(binh: Client, cast: Cast) -> None:
    taken(binh, cast, book(line(1)))
    page = binh.get(f"/tin/{Tip.objects.get().ref}/").content.decode()
    assert "nhập từ sổ cũ" in page
    assert "Văn Cũ" not in page


def test_rows_of_an_import_are_forgotten_after_a_week(binh: Client, cast: Cast) -> None:
    upload(binh, cast, book(line(1)))
    row = RegisterImport.objects.get()
    importing.forget_import(actor=Actor(is_system=True), register_import=row, now=timezone.now())
    row.refresh_from_db()
    assert bytes(row.sealed) == b""


def test_the_worker_knows_the_job_from_its_tasks_alone() -> None:
    """A worker loads each domain's ``tasks`` and nothing else: seen from a process of its own."""
    said = (
        "import django; django.setup(); import binhyen.domains.intake.tasks;"
        "from binhyen.kernel.notify.jobs import app; print(*app.tasks)"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run(
        [sys.executable, "-c", said], env=environment, capture_output=True, text=True, check=True
    )
    assert "binhyen.domains.intake.import_work.work_on_import" in done.stdout.split()
    assert "binhyen.domains.intake.import_work.forget_old_imports" in done.stdout.split()
