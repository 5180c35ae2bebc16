"""The database restarts under a page, the disk fills up: a sentence and a way on, nothing lost."""

import errno
from collections.abc import Callable

import psycopg
import pytest
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from binhyen.kernel.people.models import User
from binhyen.portal import outages
from binhyen.portal.outages import Outage, outage_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_once")]
faults: list[Exception] = []


def page(request: HttpRequest) -> HttpResponse:
    """Writes, then fails once for each fault that is waiting."""
    if request.method == "POST":
        User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")
    if faults:
        raise faults.pop(0)
    return HttpResponse("trang")


urlpatterns = [path("trang/", page), path("api/v1/trang/", page)]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outages, "SECONDS_BEFORE_AGAIN", 0)
    monkeypatch.setattr(outages, "close_old_connections", lambda: None)
    faults.clear()


@pytest.fixture
def visitor() -> Callable[[], Client]:
    return lambda: Client(raise_request_exception=False)


def restarting() -> OperationalError:
    return OperationalError("the database system is shutting down")


@override_settings(ROOT_URLCONF=__name__)
def test_a_read_is_tried_again_once(visitor: Callable[[], Client]) -> None:
    faults.append(restarting())
    answer = visitor().get("/trang/")
    assert (answer.status_code, answer.content.decode()) == (200, "trang")


@override_settings(ROOT_URLCONF=__name__)
def test_a_read_that_fails_twice_says_when_to_come_back(visitor: Callable[[], Client]) -> None:
    faults.extend([restarting(), restarting()])
    answer = visitor().get("/trang/")

    assert answer.status_code == 503
    assert answer["Retry-After"] == "15"
    text = answer.content.decode()
    assert "Hệ thống đang khởi động lại" in text
    assert "tel:113" in text


@override_settings(ROOT_URLCONF=__name__)
def test_a_submission_is_never_repeated_by_us(visitor: Callable[[], Client]) -> None:
    faults.append(restarting())
    answer = visitor().post("/trang/")
    assert answer.status_code == 503
    assert "phần bạn đã nhập thường vẫn còn ở đó" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_program_gets_a_problem_document(visitor: Callable[[], Client]) -> None:
    faults.append(restarting())
    answer = visitor().post("/api/v1/trang/")
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 503


@override_settings(ROOT_URLCONF=__name__)
def test_a_full_disk_is_said_and_not_tried_again(visitor: Callable[[], Client]) -> None:
    faults.append(OSError(errno.ENOSPC, "No space left on device"))
    answer = visitor().get("/trang/")
    assert answer.status_code == 503
    assert "hết chỗ lưu" in answer.content.decode()


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_of_ours_is_no_outage(visitor: Callable[[], Client]) -> None:
    faults.append(ValueError("ours"))
    assert visitor().get("/trang/").status_code == 500


@override_settings(ROOT_URLCONF=__name__)
def test_a_page_that_breaks_half_way_leaves_nothing(visitor: Callable[[], Client]) -> None:
    faults.append(ValueError("ours"))
    assert visitor().post("/trang/").status_code == 500
    assert not User.objects.exists()


def test_a_foreign_host_is_a_bad_request_not_a_fault_of_ours(visitor: Callable[[], Client]) -> None:
    answer = visitor().get("/", HTTP_HOST="evil.example")
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (restarting(), Outage.DATABASE),
        (psycopg.errors.AdminShutdown("terminating"), Outage.DATABASE),
        (psycopg.errors.DiskFull("no room"), Outage.DISK),
        (OSError(errno.ENOSPC, "no room"), Outage.DISK),
        (OSError(errno.ENOENT, "no file"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_what_counts_as_an_outage(error: Exception | None, outage: Outage | None) -> None:
    assert outage_of(error) is outage


def test_the_cause_behind_an_exception_counts() -> None:
    error = OperationalError("no room")
    error.__cause__ = psycopg.errors.DiskFull("no room")
    assert outage_of(error) is Outage.DISK
