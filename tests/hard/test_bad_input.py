"""What no honest sender sends, and what honest ones send by mistake: always a sentence, never a
fault of ours, and the database as it was."""

import json
from base64 import urlsafe_b64encode
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from binhyen.domains.intake.models import Draft, Tip, TipMessage
from binhyen.domains.intake.tests.test_api import TIPS, body, post
from binhyen.kernel.audit.models import Event
from binhyen.lib import knocks
from tests.cast import Cast

pytestmark = pytest.mark.django_db
NUL = "mất xe \x00 máy đêm qua"


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    knocks.forget()


def is_problem(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == status
    assert document["title"].endswith((".", "?")), document
    return document


@pytest.mark.parametrize(
    "change",
    [
        {"description": NUL},
        {"category": "the\x00ft"},
        {"place": {"code": "1234\x00"}},
        {"place_note": NUL},
        {"anonymous": False, "reporter": {"name": "Lê\x00", "phone": "0912345678"}},
        {"anonymous": False, "reporter": {"name": "Lê Thị Bốn", "phone": "091\x00"}},
        {"anonymous": False, "reporter": {"name": "Lê Thị Bốn", "email": "a\x00@b.vn"}},
        {"description": "x" * 10_001},
        {"description": " " * 50},
        {"place": {"lat": 1e300, "lon": 106.0}},
        {"occurred_on": "0001-01-01"},
        {"occurred_on": "2024-02-30"},
        {"place": {"code": "12349", "as_of": "1066-01-01"}},
    ],
)
def test_a_report_that_cannot_be_kept_is_told_why(client: Client, change: dict[str, Any]) -> None:
    assert is_problem(post(client, body(**change)), 422)["errors"][0]["message"]
    assert not Tip.objects.exists()


@pytest.mark.parametrize(
    ("raw", "kind", "status"),
    [
        (b'{"description": "\xff\xfe"}', "application/json", 422),
        (b'{"place": {"lat": NaN, "lon": Infinity}}', "application/json", 422),
        (b"[" * 5_000, "application/json", 422),
        (b"description=x", "application/x-www-form-urlencoded", 415),
        (b"<tip/>", "application/xml", 415),
        (b"{}", "text/plain", 415),
        (b'{"description": "' + b"a" * 2_600_000 + b'"}', "application/json", 413),
        (b"--nothing", "multipart/form-data; boundary=x", 422),
        (b"--nothing", "multipart/form-data", 400),
    ],
)
def test_a_body_that_is_no_report_is_told_why(
    client: Client, raw: bytes, kind: str, status: int
) -> None:
    is_problem(client.generic("POST", TIPS, raw, content_type=kind), status)
    assert not Tip.objects.exists()


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/v1/khong-co", 404),
        ("/api/v1/places/%00", 400),
        ("/api/v1/places?q=%00", 400),
        ("/api/v1/places?limit=" + "9" * 400, 200),
        ("/api/v1/places?limit=mot", 422),
        ("/api/v1/places?as_of=2024-13-45", 422),
        ("/api/v1/places?khong-biet=1", 200),
        ("/api/v1/places/locate?lat=nan&lon=106", 422),
        ("/api/v1/places/locate?lat=inf&lon=106", 422),
        ("/api/v1/places/99999", 404),
        ("/api/v1/places/11977?as_of=1990-01-01", 422),
        ("/api/v1/tips/HY-AAAAA-AAAAA", 404),
        ("/api/v1/tips/" + "A" * 2_000, 404),
        ("/api/v1/deadlines?kind=crime_information&received_at=9999-99-99", 422),
        ("/api/v1/figures?period=hôm-qua", 422),
        ("/api/v1/desk/tips", 401),
    ],
)
def test_an_address_that_leads_nowhere_is_told_why(
    client: Client, address: str, status: int
) -> None:
    answer = client.get(address)
    if status >= 400:
        is_problem(answer, status)
    assert answer.status_code == status


@pytest.mark.parametrize(
    "values",
    [None, [], [None, None], ["11977\x00", 1], ["11977", "NaN"], [{"a": 1}, []], [True, True]],
)
def test_a_cursor_of_somebody_s_own_making_is_refused(client: Client, values: Any) -> None:
    forged = urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    assert is_problem(client.get("/api/v1/places", {"after": forged}), 422)


@pytest.mark.parametrize("forged", ["A", "****", "ừ", "W" * 3_000])
def test_a_cursor_that_is_none_is_refused(client: Client, forged: str) -> None:
    assert is_problem(client.get("/api/v1/places", {"after": forged}), 422)


def test_a_wrong_method_is_told_which_are_right(client: Client) -> None:
    answer = client.delete("/api/v1/categories")
    is_problem(answer, 405)
    assert answer.headers["Allow"] == "GET"


def test_a_message_under_a_key_used_for_another_report_is_its_own(client: Client) -> None:
    key, kept = "7b0c6d1e-3f52-4a8e-9a51-0f6f1c2d3e4f", []
    for words in ("Biển số 89B1-234.56", "Xe màu đỏ"):
        made = post(client, body()).json()
        sent = client.post(
            f"{TIPS}/{made['code']}/messages",
            json.dumps({"text": words, "idempotency_key": key}),
            content_type="application/json",
            headers={"x-tip-secret": made["secret"]},
        )
        kept.append(sent.json()["text"])
    assert kept == ["Biển số 89B1-234.56", "Xe màu đỏ"]
    assert TipMessage.objects.count() == 2


# --- pages ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("step", "field"),
    [
        ("viec-gi", "category"),
        ("o-dau", "place"),
        ("o-dau", "place_note"),
        ("chuyen-gi", "text"),
        ("ban-la-ai", "name"),
    ],
)
def test_a_nul_in_a_field_of_the_form_is_told_at_the_form(
    client: Client, step: str, field: str
) -> None:
    steps = {
        "viec-gi": {"category": "theft"},
        "o-dau": {"place": "11977", "when": "yesterday", "place_note": "cạnh chợ"},
        "chuyen-gi": {"text": "Nhà tôi bị mất một chiếc xe máy đêm qua."},
        "ban-la-ai": {"how": "named", "name": "Lê Thị Bốn", "phone": "0912345678"},
    }
    for name, given in steps.items():
        if name == step:
            answer = client.post(f"/bao-tin/{name}/", given | {field: given[field] + "\x00"})
            break
        assert client.post(f"/bao-tin/{name}/", given).status_code == 302
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        assert (step, field) == ("viec-gi", "category")


@pytest.mark.parametrize("address", ["/?a=%00", "/bao-tin/viec-gi/?tu=%00", "/theo-doi/%00/"])
def test_a_nul_in_the_address_gets_a_page(client: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert "Yêu cầu chưa đọc được" in answer.content.decode()


def test_a_nul_in_a_cookie_gets_a_page(client: Client) -> None:
    answer = client.get("/bao-tin/", headers={"cookie": 'sessionid="\\000abc"'})
    assert answer.status_code == 400


def test_words_without_end_are_told_to_be_shorter(client: Client) -> None:
    answer = client.post("/bao-tin/viec-gi/", {"category": "theft"})
    before = bytes(Draft.objects.get().sealed)
    answer = client.post(
        "/bao-tin/o-dau/",
        "place_note=" + "a" * 2_600_000,
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 413
    assert "quá lớn" in answer.content.decode()
    assert bytes(Draft.objects.get().sealed) == before


def test_a_full_disk_refuses_the_picture_and_takes_the_words(client: Client, settings: Any) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.UPLOAD_KEEP_FREE = 10**18
    picture = SimpleUploadedFile("anh.jpg", b"\xff\xd8\xff" + b"0" * 900, "image/jpeg")
    given = body()
    refused = client.post(TIPS, {"tip": json.dumps(given), "files": picture})
    document = is_problem(refused, 503)
    assert "hết chỗ" in document["detail"]
    assert refused.headers["Retry-After"]
    assert not Tip.objects.exists()
    assert post(client, given).status_code == 201


# --- every route ---------------------------------------------------------------------------------


def addresses(patterns: Any = None, before: str = "/") -> list[str]:
    """Every route with something put into its gaps."""
    found = []
    for one in get_resolver().url_patterns if patterns is None else patterns:
        path = before + str(one.pattern).replace("^", "").rstrip("$")
        if isinstance(one, URLResolver):
            found += addresses(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            for gap, filled in FILLED.items():
                path = path.replace(gap, filled)
            if "<" not in path and "(" not in path:
                found.append(path)
    return found


FILLED = {
    f"<{kind}{name}>": value
    for kind, value in {
        "uuid:": "7b0c6d1e-3f52-4a8e-9a51-0f6f1c2d3e4f",
        "int:": "1",
        "slug:": "thu-ly",
        "str:": "xlsx",
        "": "11977",
    }.items()
    for name in ("ref", "file_ref", "pk", "name", "form", "code", "year", "key", "day", "kind")
}
STRICT = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'")


def has_all_headers(answer: Any, path: str) -> None:
    headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert all(part in policy for part in STRICT), path
    assert "unsafe" not in policy, path
    assert headers["X-Content-Type-Options"] == "nosniff", path
    assert headers["X-Frame-Options"] == "DENY", path
    assert headers["Referrer-Policy"] == "same-origin", path
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin", path
    assert "camera=()" in headers["Permissions-Policy"], path
    if path.startswith(("/tin/", "/theo-doi/", "/bao-tin/", "/tai-khoan/", "/api/v1/tips")):
        assert headers["Cache-Control"] == "no-store", path


def test_every_route_answers_with_every_header(client: Client) -> None:
    paths = [*addresses(), "/khong-co-trang-nay/", "/theo-doi/%00/"]
    assert len(paths) > 60
    for path in paths:
        answer = client.get(path)
        assert answer.status_code < 500 or path == "/readyz", path
        has_all_headers(answer, path)


def test_without_a_token_no_form_of_anybody_changes_anything(cast: Cast) -> None:
    """Every route, as a leader signed in, with CSRF checked as on the real server."""
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.binh)
    before = (Event.objects.count(), Draft.objects.count(), Tip.objects.count())
    for path in addresses():
        answer = browser.post(path, {"text": "x"})
        if path.startswith("/api/"):
            assert answer.status_code in (403, 404, 405, 415, 422), (path, answer.status_code)
        else:
            assert answer.status_code in (403, 404, 405), (path, answer.status_code)
    assert (Event.objects.count(), Draft.objects.count(), Tip.objects.count()) == before
