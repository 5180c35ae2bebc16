"""Pages anybody may open: both languages, the reader's choices, and pages for what went wrong."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.test import Client, RequestFactory
from django.urls import path

from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import User
from binhyen.lib.verdict import Refused, no
from binhyen.portal import errors
from config.urls import handler400, handler403, handler404, handler500, urlpatterns

OPEN = ["/", "/gioi-thieu/", "/rieng-tu/", "/tro-nang/", "/khan-cap/", "/thu-vien-giao-dien/"]


def _refuse(request: HttpRequest) -> HttpResponse:
    raise Refused(no("Tin đã có kết quả.", law="Điều 147 BLTTHS", since="01/01/2018"))


def _break(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("hỏng")


urlpatterns = [*urlpatterns, path("tu-choi/", _refuse), path("hong/", _break)]
__all__ = ["handler400", "handler403", "handler404", "handler500"]

pytestmark = pytest.mark.django_db


def _text(answer: Any) -> str:
    return str(answer.content.decode())


@pytest.mark.parametrize("where", OPEN)
def test_open_pages_speak_vietnamese_first(client: Client, where: str) -> None:
    answer = client.get(where, headers={"accept-language": "en-US,en"})

    assert answer.status_code == 200
    page = _text(answer)
    assert '<html lang="vi"' in page
    assert 'id="noi-dung"' in page
    assert 'name="referrer" content="same-origin"' in page


@pytest.mark.parametrize("where", OPEN)
def test_no_page_has_inline_styles_or_scripts(client: Client, where: str) -> None:
    page = _text(client.get(where))

    assert " style=" not in page
    assert "<style" not in page
    assert "<script>" not in page
    assert " onclick=" not in page


def test_a_reader_chooses_english_and_stays_where_she_was(client: Client) -> None:
    answer = client.post("/ngon-ngu/", {"language": "en", "next": "/rieng-tu/"})
    assert answer["Location"] == "/rieng-tu/"

    assert '<html lang="en"' in _text(client.get("/rieng-tu/"))


def test_the_api_would_speak_the_callers_language(client: Client) -> None:
    answer = client.get("/api/khong-co/", headers={"accept-language": "en"})
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "There is nothing at this address."


def test_a_reader_chooses_dark_and_goes_back_to_her_page(client: Client) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": "/tro-nang/"})

    assert answer["Location"] == "/tro-nang/"
    assert 'data-theme="dark"' in _text(client.get("/"))


def test_a_choice_never_sends_the_reader_to_another_site(client: Client) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_an_unknown_theme_is_no_theme(client: Client) -> None:
    client.cookies["theme"] = '"><script>'
    assert "data-theme" not in _text(client.get("/"))


def test_quick_exit_makes_the_browser_forget(client: Client) -> None:
    client.cookies["draft"] = "khóa"

    answer = client.get("/thoat/")

    assert answer.status_code == 302
    assert answer["Location"].startswith("https://www.google.com/")
    assert answer["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies["draft"]["max-age"] == 0


@pytest.mark.urls(__name__)
def test_a_refusal_says_why_on_what_basis_and_since_when(client: Client) -> None:
    answer = client.get("/tu-choi/")

    assert answer.status_code == 403
    page = _text(answer)
    assert "Tin đã có kết quả." in page
    assert "Điều 147 BLTTHS" in page
    assert "có hiệu lực từ 01/01/2018" in page
    assert "Chưa có gì thay đổi" in page


def test_a_wrong_address_helps_on(client: Client) -> None:
    answer = client.get("/khong-co-trang-nay/")

    assert answer.status_code == 404
    assert "Không có trang này" in _text(answer)
    assert 'href="/"' in _text(answer)


@pytest.mark.urls(__name__)
def test_our_own_fault_is_said_to_be_ours(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.get("/hong/")

    assert answer.status_code == 500
    assert "Lỗi không do bạn" in _text(answer)


def test_an_expired_form_says_that_nothing_typed_is_lost() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/giao-dien/", {"theme": "dark"})

    assert answer.status_code == 403
    assert "Phiên đã hết hạn" in _text(answer)
    assert "Điều đã nhập chưa mất" in _text(answer)
    assert "theme" not in answer.cookies


def test_bad_forbidden_and_busy_have_their_sentence(rf: RequestFactory) -> None:
    request = rf.get("/x/", headers={"referer": "http://testserver/hom-nay/"})

    assert errors.bad_request(request).status_code == 400
    assert 'href="/hom-nay/"' in _text(errors.forbidden(request))
    busy = errors.unavailable(request)
    assert (busy.status_code, busy["Retry-After"]) == (503, "60")


def test_the_back_link_never_leaves_the_house(rf: RequestFactory) -> None:
    request = rf.get("/x/", headers={"referer": "https://example.org/y/"})
    assert "example.org" not in _text(errors.not_found(request))


def test_manifest_and_robots(client: Client) -> None:
    assert client.get("/manifest.webmanifest").json()["name"] == "Bình Yên"
    assert "Disallow: /api/" in _text(client.get("/robots.txt"))


def test_the_demo_says_so_on_every_page(client: Client, settings: Any) -> None:
    assert "Dữ liệu minh họa" not in _text(client.get("/"))
    settings.DEMO = True
    assert "Dữ liệu minh họa" in _text(client.get("/"))


def test_both_dark_themes_are_the_same() -> None:
    css = (settings.BASE_DIR / "binhyen/portal/static/portal/tokens.css").read_text()
    by_system = css.split(':root:not([data-theme="light"]) {')[1].split("}")[0]
    by_choice = css.split(':root[data-theme="dark"] {')[1].split("}")[0]

    assert by_system.split() == by_choice.split()


def _desk(template: str, rf: RequestFactory, **context: Any) -> str:
    request = rf.get("/hom-nay/")
    user = User.objects.create_user("hoa@binhyen.test", full_name="Trần Thị Hòa")
    request.actor = Actor(user=user)  # type: ignore[attr-defined]
    return loader.render_to_string(template, context, request)


def test_a_list_shows_views_columns_and_pages(rf: RequestFactory) -> None:
    pager = {"first": "", "previous": "", "next": "?sau=50", "last": "", "words": "1–50"}
    page = _desk(
        "portal/list.html",
        rf,
        views=[{"label": "Quá hạn", "url": "?xem=qua-han", "count": 1534, "current": True}],
        columns=[
            {"key": "so", "label": "Số", "sort_url": "?xep=so", "sorted": "ascending", "shown": 1}
        ],
        rows=[SimpleNamespace(pk=7)],
        pager=pager,
        bulk_url="/giao/",
        exports=[{"label": "XLSX", "url": "?xuat=xlsx"}],
    )

    assert "1.534" in page
    assert 'aria-sort="ascending"' in page
    assert 'href="?sau=50"' in page
    assert 'name="chon" value="7"' in page
    assert 'href="?xuat=xlsx"' in page


def test_an_empty_list_says_why(rf: RequestFactory) -> None:
    page = _desk("portal/list.html", rf, rows=[])
    assert "Bỏ bớt điều kiện lọc" in page


def test_an_act_not_allowed_explains_itself(rf: RequestFactory) -> None:
    verdict = no("Chỉ chỉ huy được gia hạn.", law="Điều 147", since="01/01/2018")
    acts = [{"label": "Gia hạn", "url": "", "allowed": False, "verdict": verdict}]

    page = _desk("portal/record.html", rf, acts=acts)

    assert 'aria-disabled="true" aria-describedby="vi-sao-1"' in page
    assert "Chỉ chỉ huy được gia hạn." in page
    assert "từ 01/01/2018" in page
