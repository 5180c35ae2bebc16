"""What the province's administrator enters of places: hamlets from a list, resolutions, changes."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from binhyen.kernel.audit.models import Event
from binhyen.kernel.people.models import User
from binhyen.kernel.places.models import Level, Place, ReformAct, Succession
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


@pytest.fixture
def commune() -> Place:
    return Place.objects.get(name="Xã Ân Thi", level=Level.COMMUNE, valid_to=None)


def hamlets_of(commune: Place) -> list[str]:
    rows = Place.objects.below(commune, timezone.localdate(), Level.HAMLET)
    return sorted(rows.values_list("name", flat=True))


def book(*rows: list[object]) -> SimpleUploadedFile:
    body = BytesIO()
    with xlsxwriter.Workbook(body, {"in_memory": True}) as made:
        sheet = made.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return SimpleUploadedFile("thon.xlsx", body.getvalue())


def test_a_file_is_tried_line_by_line_mended_on_the_page_and_taken_in(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    client, before = client_of(cast.admin), hamlets_of(commune)
    address = f"/dia-ban/{commune.pk}/thon/"
    rest = {"on": "01/07/2025", "source": "Danh sách của xã"}
    sheet = book(
        ["Tên thôn", "Loại"], ["Thử Đông", "Thôn"], [], ["Thử 5", "phố"], ["Thôn Thử Đông"]
    )

    tried = client.post(address, {**rest, "lines": "", "sheet": sheet})

    page = text(tried)
    assert (tried.status_code, hamlets_of(commune)) == (400, before)
    assert "còn 1 dòng cần sửa" in page
    assert "loại “phố” không có" in page
    assert "trùng dòng 2" in page
    assert [line.number for line in tried.context["lines"]] == [4, 2, 5]
    kept = tried.context["form"]["lines"].value()
    assert "Thử 5; phố" in kept
    assert "Danh sách của xã" in page

    mended = kept.replace("Thử 5; phố", "Thử 5; tổ dân phố")
    again = client.post(address, {**rest, "lines": mended, "buoc": "thu"})
    assert (again.status_code, hamlets_of(commune)) == (200, before)
    assert "2 dòng sẽ thêm" in text(again)
    assert 'value="nhap"' in text(again)

    done = client.post(address, {**rest, "lines": mended, "buoc": "nhap"})

    assert done.status_code == 302
    assert set(hamlets_of(commune)) - set(before) == {"Thôn Thử Đông", "Tổ dân phố Thử 5"}
    assert Event.objects.filter(verb="places.hamlets_imported", subject_id=commune.pk).count() == 1
    shown = text(client.get(f"/dia-ban/{commune.pk}/"))
    assert "Thôn Thử Đông" in shown
    assert "Nhập thôn, tổ dân phố" in shown


def test_a_csv_of_a_spreadsheet_is_read_and_another_commune_s_lines_are_named(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    body = f"commune_code,name,kind\n{commune.code},Thử Tây,thon\n00001,Thử Nam,thon\n"
    sheet = SimpleUploadedFile("thon.csv", body.encode("utf-8-sig"))
    tried = client_of(cast.admin).post(
        f"/dia-ban/{commune.pk}/thon/",
        {"lines": "", "sheet": sheet, "on": "01/07/2025", "source": "Xã", "buoc": "nhap"},
    )
    assert tried.status_code == 400
    assert "mã 00001 không phải của Xã Ân Thi" in text(tried)
    assert "Thôn Thử Tây" in text(tried)
    assert "Thôn Thử Tây" not in hamlets_of(commune)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (SimpleUploadedFile("a.csv", "Thôn Đông".encode("utf-16-be")), "bảng mã UTF-8"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 nothing"), "không phải tệp XLSX"),
        (SimpleUploadedFile("a.csv", b"Thon Dong;thon\n" * 1001), "nhiều nhất 1000 dòng"),
        (SimpleUploadedFile("a.csv", b""), "Tệp trống"),
    ],
)
def test_a_file_that_cannot_be_read_leaves_what_was_typed(
    cast: Cast, client_of: ClientOf, commune: Place, given: SimpleUploadedFile, sentence: str
) -> None:
    given.seek(0)
    answer = client_of(cast.admin).post(
        f"/dia-ban/{commune.pk}/thon/",
        {"lines": "Thôn Gõ Tay", "sheet": given, "on": "32/13/2025", "source": "Xã"},
    )
    page = text(answer)
    assert answer.status_code == 400
    assert sentence in page
    assert "Thôn Gõ Tay" in page
    assert 'value="32/13/2025"' in page
    assert "ngày/tháng/năm" in page


def test_a_resolution_is_entered_once_and_found(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.admin)
    given = {
        "number": "77/NQ-HĐND",
        "title": "Sắp xếp thôn",
        "signed_on": "01/10/2026",
        "effective_on": "01/09/2026",
        "source": "Công báo 9",
    }

    early = client.post("/dia-ban/nghi-quyet/ghi/", given)
    assert (early.status_code, "trước ngày ban hành" in text(early)) == (400, True)
    assert 'value="Công báo 9"' in text(early)
    done = client.post("/dia-ban/nghi-quyet/ghi/", given | {"effective_on": "15/10/2026"})
    twice = client.post("/dia-ban/nghi-quyet/ghi/", given | {"effective_on": "15/10/2026"})

    act = ReformAct.objects.get(number="77/NQ-HĐND")
    assert (done.status_code, act.effective_on, act.verified) == (302, date(2026, 10, 15), False)
    assert (twice.status_code, "đã có trong danh mục" in text(twice)) == (400, True)
    officer = client_of(cast.an)
    listed = text(officer.get("/dia-ban/nghi-quyet/", {"tu": "77/nq", "nam": "2026"}))
    assert f'href="/dia-ban/nghi-quyet/{act.pk}/"' in listed
    assert "Ghi nghị quyết sắp xếp" in text(officer.get(f"/dia-ban/nghi-quyet/{act.pk}/"))
    assert "Ghi nghị quyết" not in listed.replace("Ghi nghị quyết sắp xếp", "")
    assert officer.get("/dia-ban/nghi-quyet/", {"nam": "hai"}).status_code == 400
    sheet = officer.get("/dia-ban/nghi-quyet/xuat/csv/", {"tu": "77/nq-hđnd"})
    assert b"".join(sheet).decode().count("\n") == 2


def test_a_resolution_known_from_the_start_shows_who_became_what(
    cast: Cast, client_of: ClientOf
) -> None:
    edge = Succession.objects.select_related("old", "new").order_by("pk")[0]
    page = text(client_of(cast.an).get(f"/dia-ban/nghi-quyet/{edge.act_id}/"))
    assert edge.old.name in page
    assert edge.new.name in page


def test_two_hamlets_are_merged_as_a_resolution_says(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    client, today = client_of(cast.admin), timezone.localdate()
    client.post(
        f"/dia-ban/{commune.pk}/thon/",
        {"lines": "Thôn Một\nThôn Hai", "on": "01/07/2025", "source": "Xã", "buoc": "nhap"},
    )
    first, second = Place.objects.filter(name__in=["Thôn Một", "Thôn Hai"], valid_to=None).order_by(
        "name"
    )
    act = ReformAct.objects.create(number="5/NQ", effective_on=today, source="thử")
    rest = {"act": act.pk, "on": f"{today:%d/%m/%Y}"}

    begun = client.post(
        f"/dia-ban/{commune.pk}/ghi/lap-moi/",
        {**rest, "name": "Thôn Đoàn Kết", "kind": "thon", "code": f"{commune.code}-901"},
    )
    assert begun.status_code == 302
    heir = Place.objects.get(name="Thôn Đoàn Kết")
    taken = client.post(
        f"/dia-ban/{commune.pk}/ghi/lap-moi/",
        {**rest, "name": "Thôn Khác", "kind": "thon", "code": f"{commune.code}-901"},
    )
    assert (taken.status_code, "đã có đơn vị khác dùng" in text(taken)) == (400, True)

    address = f"/dia-ban/{first.pk}/ghi/ket-thuc/"
    nowhere = client.post(address, {**rest, "heir": "Thôn Không Có"})
    assert (nowhere.status_code, "không có đơn vị nào mang mã hoặc tên" in text(nowhere)) == (
        400,
        True,
    )
    part = client.post(address, {**rest, "heir": heir.code, "heir2": second.code, "share2": "ba"})
    assert (part.status_code, "Phần viết như 1/3" in text(part)) == (400, True)
    assert Place.objects.get(pk=first.pk).valid_to is None
    done = client.post(address, {**rest, "heir": heir.code, "heir2": second.code, "share2": "1/3"})

    assert done.status_code == 302
    assert Place.objects.get(pk=first.pk).valid_to == today
    shares = Succession.objects.filter(old=first).order_by("-is_default")
    assert [(row.new.name, row.share_num, row.share_den) for row in shares] == [
        ("Thôn Đoàn Kết", 2, 3),
        (second.name, 1, 3),
    ]


def test_a_name_that_several_units_have_is_asked_by_code(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    client = client_of(cast.admin)
    lists = {"lines": "Thôn Trùng Tên", "on": "01/07/2025", "source": "Xã", "buoc": "nhap"}
    for place in (commune, cast.own.place):
        assert client.post(f"/dia-ban/{place.pk}/thon/", lists).status_code == 302
    hamlet = Place.objects.filter(name="Thôn Trùng Tên").order_by("pk")[0]
    day = f"{timezone.localdate():%d/%m/%Y}"

    asked = client.post(f"/dia-ban/{hamlet.pk}/ghi/chuyen/", {"to": "thon trung ten", "on": day})
    moved = client.post(f"/dia-ban/{hamlet.pk}/ghi/chuyen/", {"to": "phường phố hiến", "on": day})

    assert "Hãy ghi mã" in text(asked)
    assert moved.status_code == 302
    assert "Thôn Trùng Tên" not in hamlets_of(commune)


def test_a_unit_is_renamed_and_the_old_name_stays_known(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    client, today = client_of(cast.admin), timezone.localdate()
    address = f"/dia-ban/{commune.pk}/ghi/doi-ten/"
    assert 'value="Xã Ân Thi"' in text(client.get(address))

    done = client.post(
        address, {"name": "Phường Ân Thi", "kind": "phuong", "on": f"{today:%d/%m/%Y}"}
    )

    assert done.status_code == 302
    page = text(client.get(f"/dia-ban/{commune.pk}/"))
    assert "Phường Ân Thi" in page
    assert "Xã Ân Thi" in page


def test_only_the_province_s_administrator_changes_places(
    cast: Cast, client_of: ClientOf, commune: Place
) -> None:
    for person in (cast.an, cast.commune_admin):
        client, before = client_of(person), hamlets_of(commune)
        for address in ("/dia-ban/nghi-quyet/ghi/", f"/dia-ban/{commune.pk}/thon/"):
            refused = client.post(address, {"lines": "Thôn X", "number": "1", "buoc": "nhap"})
            assert (refused.status_code, "Chỉ quản trị của Công an tỉnh" in text(refused)) == (
                403,
                True,
            )
        assert hamlets_of(commune) == before
        assert not ReformAct.objects.filter(number="1").exists()


def test_the_lists_sort_filter_and_export_what_they_show(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.an)

    downwards = client.get("/dia-ban/", {"xep": "-code", "ngay": "01/05/2024"})
    codes = [row.code for row in downwards.context["rows"]]
    assert codes == sorted(codes, reverse=True)
    provinces = client.get("/dia-ban/", {"cap": "province"})
    assert "Tỉnh Cà Mau" in text(provinces)
    sheet = b"".join(client.get("/dia-ban/xuat/csv/", {"ngay": "01/05/2024"})).decode()
    assert sheet.count("\n") == 162  # 161 communes and the heading
    assert "Huyện Tiên Lữ" in sheet
    found = b"".join(client.get("/dia-ban/xuat/csv/", {"tu": "di che"})).decode()
    assert "Xã Dị Chế" in found

    units = client.get("/don-vi/", {"xep": "-name", "loai": "police_commune"})
    assert "Công an tỉnh Hưng Yên" in text(units)  # above each of them
    names = [row.name for row in units.context["rows"]]
    assert names == sorted(names, reverse=True)
    body = b"".join(client.get("/don-vi/xuat/xlsx/", {"loai": "police_commune"}))
    rows = CalamineWorkbook.from_filelike(BytesIO(body)).get_sheet_by_index(0).to_python()
    assert len(rows) == 105
    assert rows[1][2] == "Công an tỉnh Hưng Yên"
    assert client.get("/don-vi/xuat/exe/").status_code == 404
    assert "Công an phường Phố Hiến" in text(client.get("/don-vi/", {"tu": "pho hien"}))
