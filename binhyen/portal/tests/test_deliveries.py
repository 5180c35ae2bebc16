import pytest
from django.test import Client
from django.utils import timezone

from binhyen.kernel.notify.actions import tell
from binhyen.kernel.notify.models import Message
from binhyen.kernel.notify.queries import unread_count
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.places.models import Place
from tests.jobs import waiting

pytestmark = pytest.mark.django_db
SINCE = timezone.localdate().replace(month=1, day=1)


def officer(name: str, email: str, role: str) -> User:
    place, _new = Place.objects.get_or_create(
        code="99902", defaults={"level": "commune", "name": "Xã Tân Tiến", "valid_from": SINCE}
    )
    unit, _new = Unit.objects.get_or_create(
        kind=UnitKind.POLICE_PROVINCE,
        place=place,
        defaults={"name": "Công an tỉnh Thử", "valid_from": SINCE},
    )
    user = User.objects.create_user(email, full_name=name)
    Duty.objects.create(user=user, unit=unit, role=role, valid_from=SINCE)
    return user


@pytest.fixture
def binh() -> User:
    return officer("Trần Thị Bình", "binh@example.vn", Role.HANDLER)


@pytest.fixture
def minh() -> User:
    return officer("Trần Quang Minh", "minh@example.vn", Role.ADMINISTRATOR)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    return client


def tell_of(user: User, *numbers: int) -> None:
    for number in numbers:
        tell(
            actor=SYSTEM,
            user=user,
            subject=f"Việc số {number}",
            text="Đăng nhập để xem chi tiết.",
            link="/hop-thu/",
            dedupe_key=f"việc {number}",
        )


def test_what_is_unread_is_counted_to_a_hundred(binh: User) -> None:
    tell_of(binh, *range(105))
    assert unread_count(Actor(user=binh)) == 100


def test_an_administrator_sees_what_could_not_be_sent_and_sends_it_again(
    binh: User, minh: User
) -> None:
    tell_of(binh, 1)
    mail = Message.objects.mails().get()
    Message.objects.filter(pk=mail.pk).update(
        state="failed", attempts=8, last_error="TimeoutError 400"
    )
    client = signed_in(minh)
    page = client.get("/hop-thu/gui-di/").content.decode()
    assert "TimeoutError 400" in page
    assert "binh@example.vn" not in page

    assert client.post(f"/hop-thu/gui-di/{mail.pk}/").status_code == 302
    mail.refresh_from_db()
    assert (mail.state, mail.attempts, waiting("deliver")) == ("waiting", 0, 2)


def test_pages_go_back_by_key(binh: User, minh: User) -> None:
    tell_of(binh, *range(1, 56))
    client = signed_in(minh)
    first = client.get("/hop-thu/gui-di/?xem=waiting")
    second = client.get("/hop-thu/gui-di/" + first.context["pager"]["next"])
    assert [len(page.context["rows"]) for page in (first, second)] == [50, 5]
    assert second.context["rows"][-1].subject == "Việc số 1"
    assert second.context["pager"]["next"] == ""


def test_a_colleague_reads_why_not_and_a_stranger_signs_in(binh: User) -> None:
    tell_of(binh, 1)
    mail = Message.objects.mails().get()
    Message.objects.filter(pk=mail.pk).update(state="failed")
    refused = signed_in(binh).get("/hop-thu/gui-di/")
    assert refused.status_code == 403
    assert "Chỉ quản trị của Công an tỉnh" in refused.content.decode()
    assert signed_in(binh).post(f"/hop-thu/gui-di/{mail.pk}/").status_code == 403
    mail.refresh_from_db()
    assert mail.state == "failed"


def test_an_account_without_a_duty_finds_no_deliveries() -> None:
    lan = User.objects.create_user("lan@example.vn", full_name="Đỗ Thị Lan")
    assert signed_in(lan).get("/hop-thu/gui-di/").status_code == 404
