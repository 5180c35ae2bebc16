"""A message: told once, delivered by the worker, tried again, its state for all to see."""

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from pytest_django import DjangoAssertNumQueries, Settings

from binhyen.kernel.notify import wording
from binhyen.kernel.notify.actions import retry_message, tell, tell_sealed
from binhyen.kernel.notify.delivery import MOST_TRIES
from binhyen.kernel.notify.models import Message
from binhyen.kernel.notify.tasks import deliver
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.people.models import User
from binhyen.lib.verdict import Refused
from tests.jobs import run_jobs, waiting

pytestmark = pytest.mark.django_db
FAULTS: list[Exception] = []


class FaultyBackend(EmailBackend):
    """A mail server that answers with the faults laid out for it, then takes the mail."""

    def send_messages(self, messages):  # type: ignore[no-untyped-def]
        if FAULTS:
            raise FAULTS.pop(0)
        return super().send_messages(messages)


@pytest.fixture
def binh() -> User:
    return User.objects.create_user("binh@example.vn", full_name="Trần Thị Bình")


@pytest.fixture
def faults(settings: Settings) -> Iterator[list[Exception]]:
    settings.EMAIL_BACKEND = f"{__name__}.FaultyBackend"
    FAULTS.clear()
    yield FAULTS
    FAULTS.clear()


def tell_binh(binh: User, key: str = "việc 1") -> int | None:
    words = wording.staff_work("vi")
    return tell(
        actor=SYSTEM,
        user=binh,
        subject=words.subject,
        text=words.text,
        link="/hom-nay/",
        dedupe_key=key,
    )


def test_a_message_waits_in_the_inbox_and_goes_by_mail(binh: User) -> None:
    tell_binh(binh)
    assert waiting("deliver") == 1

    assert run_jobs() == 1

    assert [m.to for m in mail.outbox] == [["binh@example.vn"]]
    assert "http://127.0.0.1:8000/hom-nay/" in mail.outbox[0].body
    states = dict(Message.objects.values_list("channel", "state"))
    assert states == {"inbox": "sent", "email": "sent"}


def test_the_same_news_is_told_once(binh: User) -> None:
    assert tell_binh(binh) is not None
    assert tell_binh(binh) is None
    assert (Message.objects.count(), waiting("deliver")) == (2, 1)


def test_two_people_are_told_the_same_news(binh: User) -> None:
    chi = User.objects.create_user("chi@example.vn", full_name="Lê Văn Chí")
    tell_binh(binh)
    tell_binh(chi)
    run_jobs()
    assert sorted(m.to[0] for m in mail.outbox) == ["binh@example.vn", "chi@example.vn"]


def test_who_has_only_a_telephone_reads_in_the_product() -> None:
    dung = User.objects.create_user(None, phone="0900000000", full_name="Phạm Thị Dung")
    tell_binh(dung)
    assert list(Message.objects.values_list("channel", flat=True)) == ["inbox"]
    assert waiting() == 0


def test_news_that_was_rolled_back_is_told_to_nobody(binh: User) -> None:
    with transaction.atomic():
        tell_binh(binh)
        transaction.set_rollback(True)
    assert (Message.objects.count(), waiting()) == (0, 0)


def test_telling_takes_two_statements(
    binh: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(2):
        tell_binh(binh)


def test_a_job_that_runs_twice_sends_once(binh: User) -> None:
    tell_binh(binh)
    message = Message.objects.mails().get()
    deliver.func(message_id=message.pk)
    deliver.func(message_id=message.pk)
    assert len(mail.outbox) == 1


def test_a_worker_killed_after_sending_sends_under_the_same_message_id(binh: User) -> None:
    tell_binh(binh)
    message = Message.objects.mails().get()
    deliver.func(message_id=message.pk)
    # As if it had died before it could write down that the mail went out.
    Message.objects.filter(pk=message.pk).update(state="waiting", sent_at=None)
    deliver.func(message_id=message.pk)

    ids = [m.extra_headers["Message-ID"] for m in mail.outbox]
    assert ids == [f"<message-{message.pk}@127.0.0.1>"] * 2
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("sent", 2)


@pytest.mark.parametrize(
    "fault",
    [
        smtplib.SMTPServerDisconnected("gone"),
        smtplib.SMTPResponseException(451, b"later"),
        smtplib.SMTPRecipientsRefused({"binh@example.vn": (450, b"greylisted")}),
        TimeoutError(),
        ConnectionRefusedError(),
    ],
)
def test_a_passing_fault_is_tried_again_later(
    binh: User, faults: list[Exception], fault: Exception
) -> None:
    faults.append(fault)
    tell_binh(binh)
    run_jobs()

    message = Message.objects.mails().get()
    assert (message.state, message.attempts, len(mail.outbox)) == ("waiting", 1, 0)
    assert "binh@" not in message.last_error
    with connection.cursor() as cursor:
        cursor.execute(
            "select round(extract(epoch from scheduled_at - now())) from procrastinate_jobs"
        )
        assert 7 <= cursor.fetchone()[0] <= 10

    deliver.func(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, len(mail.outbox)) == ("sent", 2, 1)
    assert message.last_error == ""


def test_an_address_that_does_not_exist_is_not_tried_again(
    binh: User, faults: list[Exception]
) -> None:
    faults.append(smtplib.SMTPRecipientsRefused({"binh@example.vn": (550, b"unknown")}))
    tell_binh(binh)
    run_jobs()
    message = Message.objects.mails().get()
    assert (message.state, message.last_error) == ("failed", "SMTPRecipientsRefused 550")
    assert waiting() == 0


def test_after_the_last_try_an_administrator_sends_it_again(
    binh: User, faults: list[Exception]
) -> None:
    faults.extend([TimeoutError()] * MOST_TRIES)
    tell_binh(binh)
    message = Message.objects.mails().get()
    for _try in range(MOST_TRIES):
        deliver.func(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, len(mail.outbox)) == ("failed", MOST_TRIES, 0)

    retry_message(actor=SYSTEM, message=message)
    deliver.func(message_id=message.pk)
    message.refresh_from_db()
    assert (message.state, message.attempts, len(mail.outbox)) == ("sent", 1, 1)


def test_what_was_sent_is_not_sent_again(binh: User) -> None:
    tell_binh(binh)
    run_jobs()
    with pytest.raises(Refused, match="không cần gửi lại"):
        retry_message(actor=SYSTEM, message=Message.objects.mails().get())
    assert waiting() == 0


def test_while_nobody_keeps_the_keys_a_sealed_letter_waits(
    settings: Settings, tmp_path: Path
) -> None:
    settings.REVEAL_SOCKET = tmp_path / "nobody.sock"
    words = wording.reporter_update("vi")
    tell_sealed(
        actor=SYSTEM,
        sealed_kind="intake.reporteridentity",
        sealed_id=7,
        language="vi",
        subject=words.subject,
        text=words.text,
        link="/theo-doi/",
        dedupe_key="cập nhật 1",
    )
    run_jobs()
    message = Message.objects.get()
    assert (message.state, message.attempts, message.last_error) == (
        "waiting",
        1,
        "RevealAway 400",
    )
    assert waiting("deliver") == 1


def test_by_default_mail_goes_into_files(binh: User, settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path)
    tell_binh(binh)
    run_jobs()
    assert [b"binh@example.vn" in path.read_bytes() for path in tmp_path.iterdir()] == [True]
