"""Signing in: the first time, with the second factor, after too many tries, after a pause."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binhyen.kernel.people.models import Remembered, Session, User
from binhyen.kernel.people.sessions import forget_expired
from tests.cast import PASSWORD, Cast
from tests.jobs import run_jobs, waiting

pytestmark = pytest.mark.django_db
MakeClient = Callable[[User | None], Client]


@pytest.fixture(autouse=True)
def quick_hashes(settings: Any) -> None:
    """150 wrong passwords under Argon2 would take a minute, and prove nothing more."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def an(cast: Cast) -> User:
    cast.an.set_password(PASSWORD)
    cast.an.phone = "+84912345678"
    cast.an.save()
    return cast.an


def code_of(secret: str, steps_ahead: int = 0) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps_ahead)))


def give_password(client: Client, login: str, password: str = PASSWORD) -> str:
    answer = client.post(reverse("account_login"), {"login": login, "password": password})
    return str(answer.headers.get("Location", ""))


def enrol(client: Client) -> str:
    """Set up the code application; the secret that the page showed."""
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.search(r"<code>([A-Z2-7]{32})</code>", page)
    assert secret is not None
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret[1])})
    return secret[1]


def test_an_officer_signs_in_for_the_first_time_and_sets_up_the_second_factor(an: User) -> None:
    client = Client()

    assert give_password(client, "an@example.vn") == "/hom-nay/"
    # Nothing opens before the second factor stands.
    assert client.get("/").headers["Location"] == reverse("mfa_index")
    assert "Cần đặt lớp bảo vệ" in client.get(reverse("mfa_index")).content.decode()

    enrol(client)
    kinds = set(Authenticator.objects.filter(user=an).values_list("type", flat=True))
    assert kinds == {"totp", "recovery_codes"}
    assert client.get("/").status_code == 200
    assert client.get(reverse("mfa_view_recovery_codes")).status_code == 200


def test_the_seed_of_the_codes_is_not_in_the_table_in_clear(an: User) -> None:
    client = Client()
    give_password(client, "an@example.vn")
    secret = enrol(client)
    kept = Authenticator.objects.get(user=an, type="totp").data["secret"]
    assert kept.startswith("k1:")
    assert secret not in kept


@pytest.mark.parametrize(
    "login", ["an@example.vn", "AN@example.vn", "0912 345 678", "+84912345678"]
)
def test_the_next_time_password_and_code_are_asked(an: User, login: str) -> None:
    first = Client()
    give_password(first, "an@example.vn")
    secret = enrol(first)

    second = Client()
    assert give_password(second, login) == reverse("mfa_authenticate")
    assert second.get("/").status_code == 200  # still a citizen's page
    assert "_auth_user_id" not in second.session
    wrong = second.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "Mã chưa đúng" in wrong.content.decode()
    right = second.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert right.headers["Location"] == "/hom-nay/"
    assert second.session["_auth_user_id"] == str(an.pk)


def test_a_code_opens_once(an: User) -> None:
    first = Client()
    give_password(first, "an@example.vn")
    secret = enrol(first)
    code = code_of(secret, 1)
    for expected in (302, 200):
        client = Client()
        give_password(client, "an@example.vn")
        assert client.post(reverse("mfa_authenticate"), {"code": code}).status_code == expected


def test_a_wrong_password_and_an_unknown_account_read_alike(an: User) -> None:
    pages = [
        Client().post(reverse("account_login"), {"login": login, "password": "sai-mat-khau"})
        for login in ("an@example.vn", "khong-co@example.vn")
    ]
    errors = [re.findall(r"<li>([^<]+)</li>", page.content.decode()) for page in pages]
    assert errors[0] == errors[1]
    assert "chưa đúng" in errors[0][0]


def test_tries_from_elsewhere_never_lock_the_owner_out(an: User) -> None:
    owner = Client(REMOTE_ADDR="203.0.113.7")
    give_password(owner, "an@example.vn")
    enrol(owner)
    owner.post(reverse("account_logout"))

    with time_machine.travel(timezone.now(), tick=True):
        for network in range(30):
            attacker = Client(REMOTE_ADDR=f"198.51.{network}.9")
            for _ in range(5):
                give_password(attacker, "an@example.vn", "doan-mo")
        stopped = Client(REMOTE_ADDR="198.51.77.9").post(
            reverse("account_login"), {"login": "an@example.vn", "password": PASSWORD}
        )
    assert "Quá nhiều lần" in stopped.content.decode()
    assert give_password(owner, "an@example.vn") == reverse("mfa_authenticate")


def test_five_wrong_passwords_pause_one_network_and_no_other(an: User) -> None:
    here, there = Client(REMOTE_ADDR="203.0.113.7"), Client(REMOTE_ADDR="192.0.2.4")
    for _ in range(5):
        give_password(here, "an@example.vn", "doan-mo")
    assert give_password(here, "an@example.vn") == ""
    assert give_password(there, "an@example.vn") == "/hom-nay/"
    # and after five minutes the same network again
    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert give_password(here, "an@example.vn") == "/hom-nay/"


def test_no_address_is_kept_with_a_session_only_the_device_in_words(an: User) -> None:
    client = Client(
        REMOTE_ADDR="203.0.113.7",
        headers={"user-agent": "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/140.0"},
    )
    give_password(client, "an@example.vn")
    session = Session.objects.get(user=an)
    assert session.device == "Firefox trên Linux"
    assert str(client.session.session_key) not in session.session_key
    assert "203.0.113" not in str(session.__dict__) + str(client.session.items())


@pytest.fixture
def desk(an: User, client_of: MakeClient) -> Iterator[Client]:
    yield client_of(an)


def test_a_session_ends_after_half_an_hour_of_silence(desk: Client) -> None:
    now = timezone.now()
    account = reverse("people-account:account")
    with time_machine.travel(now, tick=False):
        assert desk.get(account).status_code == 200
    with time_machine.travel(now + timedelta(minutes=29), tick=False):
        assert desk.get(account).status_code == 200
    with time_machine.travel(now + timedelta(minutes=60), tick=False):
        assert desk.get(account).headers["Location"].startswith(reverse("account_login"))


def test_a_session_ends_after_twelve_hours_of_work(desk: Client) -> None:
    now = timezone.now()
    account = reverse("people-account:account")
    for half_hours in range(24):
        with time_machine.travel(now + timedelta(minutes=29 * half_hours), tick=False):
            assert desk.get(account).status_code == 200
    with time_machine.travel(now + timedelta(hours=12), tick=False):
        assert desk.get(account).headers["Location"].startswith(reverse("account_login"))


def test_one_ends_a_session_on_another_device_but_not_a_strangers(
    an: User, cast: Cast, client_of: MakeClient
) -> None:
    here, there, other = client_of(an), client_of(an), client_of(cast.binh)
    for client in (here, there, other):
        client.get(reverse("people-account:account"))
    foreign = Session.objects.get(user=cast.binh)

    here.post(reverse("people-account:end-session"), {"phien": foreign.session_key})
    assert Session.objects.filter(user=cast.binh).exists()
    here.post(reverse("people-account:end-session"))

    assert Session.objects.filter(user=an).count() == 1
    assert here.get(reverse("people-account:sessions")).status_code == 200
    assert there.get(reverse("people-account:account")).status_code == 302


def test_a_forgotten_password_is_set_anew_by_a_link_that_says_nothing_else(
    an: User,
) -> None:
    Client().post(reverse("account_reset_password"), {"email": "an@example.vn"})
    assert mail.outbox == []
    run_jobs()
    (letter,) = mail.outbox
    link = re.search(r"http://127.0.0.1:8000(/\S+)", str(letter.body))
    assert link is not None
    assert "Nguyễn Văn An" not in f"{letter.subject} {letter.body}"

    browser = Client()
    page = browser.get(link[1], follow=True)
    new = "sen-trang-ho-ban-nguyet"
    browser.post(page.redirect_chain[-1][0], {"password1": new, "password2": new})
    an.refresh_from_db()
    assert an.check_password(new)
    assert "không còn dùng được" in Client().get(link[1], follow=True).content.decode()


def test_nobody_is_told_whether_an_address_has_an_account(db: None) -> None:
    answer = Client().post(reverse("account_reset_password"), {"email": "ai@example.vn"})
    assert answer.headers["Location"] == reverse("account_reset_password_done")
    assert waiting() == 0


def test_the_public_cannot_make_accounts(db: None) -> None:
    fields = {"email": "moi@example.vn", "password1": PASSWORD, "password2": PASSWORD}
    page = Client().post(reverse("account_signup"), fields)
    assert "Không cần tài khoản để báo tin" in page.content.decode()
    assert not User.objects.filter(email="moi@example.vn").exists()


def test_a_closed_account_does_not_open(an: User) -> None:
    User.objects.filter(pk=an.pk).update(is_active=False)
    client = Client()
    assert give_password(client, "an@example.vn") == reverse("account_inactive")
    assert "_auth_user_id" not in client.session


def test_taking_off_the_only_device_closes_everything_until_a_new_one_stands(an: User) -> None:
    client = Client()
    give_password(client, "an@example.vn")
    enrol(client)
    client.post(reverse("mfa_deactivate_totp"))
    assert not Authenticator.objects.filter(user=an).exists()
    assert client.get("/").headers["Location"] == reverse("mfa_index")


def test_the_owner_hears_of_every_change_to_the_way_in(
    an: User, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    client = Client()
    give_password(client, "an@example.vn")
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        enrol(client)
        client.post(reverse("mfa_deactivate_totp"))
    run_jobs()
    assert [letter.subject for letter in mail.outbox] == [
        "Bình Yên: Đã gỡ ứng dụng tạo mã",
        "Bình Yên: Đã bật ứng dụng tạo mã",
    ]
    assert "Nguyễn Văn An" not in "".join(str(letter.body) for letter in mail.outbox)


def test_what_has_run_out_is_forgotten_at_night(an: User) -> None:
    client = Client()
    give_password(client, "an@example.vn", "sai-mat-khau")
    give_password(client, "an@example.vn")
    assert Session.objects.exists()
    assert Remembered.objects.exists()
    forget_expired(timezone.now())
    assert Session.objects.filter(user=an).exists()
    forget_expired(timezone.now() + timedelta(days=2))
    assert not Session.objects.exists()
    assert not Remembered.objects.exists()


def test_asking_for_links_too_often_is_answered_with_a_sentence(an: User) -> None:
    url = reverse("account_reset_password")
    answers = [Client().post(url, {"email": f"ai{n}@example.vn"}) for n in range(21)]
    assert [answer.status_code for answer in answers] == [302] * 20 + [429]
    assert "Không tài khoản nào bị khóa" in answers[-1].content.decode()
    assert answers[-1].headers["Retry-After"] == "300"
