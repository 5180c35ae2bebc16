"""Letters to named reporters go out through the reveal process; the worker sees no address."""

import smtplib
from unittest.mock import ANY

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone
from pytest_django import Settings

from binhyen.domains.intake import actions
from binhyen.kernel.notify.models import Message
from binhyen.kernel.notify.tasks import deliver
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM
from binhyen.lib.doorway import Doorway
from binhyen.portal.reveal.tests.conftest import EMAIL, NAME, PHONE, Sealed
from tests.jobs import run_jobs, waiting

pytestmark = pytest.mark.django_db


class Refusing(EmailBackend):
    def send_messages(self, messages):  # type: ignore[no-untyped-def]
        raise smtplib.SMTPRecipientsRefused({EMAIL: (550, b"unknown")})


def letter() -> Message:
    return Message.objects.get(sealed_id__isnull=False)


def accepted(named: Sealed) -> None:
    actions.accept_tip(actor=SYSTEM, tip=named.tip, now=timezone.now())


def test_the_reporter_gets_a_letter_that_says_nothing(named: Sealed, keeper: Doorway) -> None:
    accepted(named)
    run_jobs()

    sent = [one for one in mail.outbox if one.to == [EMAIL]]
    assert [(one.subject, one.extra_headers) for one in sent] == [
        (
            "Có cập nhật mới dành cho bạn",
            {"Message-ID": f"<message-{letter().pk}@127.0.0.1>", "Auto-Submitted": ANY},
        )
    ]
    assert "theo-doi" in sent[0].body
    assert not any(word in sent[0].body for word in (NAME, PHONE, named.tip.code, "xe máy"))
    assert (letter().state, letter().attempts, letter().last_error) == ("sent", 1, "")
    assert EMAIL not in str(list(Message.objects.values()))


def test_whoever_withdrew_gets_nothing(named: Sealed, keeper: Doorway) -> None:
    accepted(named)
    actions.withdraw_contact(actor=ANONYMOUS, tip=named.tip, now=timezone.now())
    run_jobs()
    assert letter().state == Message.State.DROPPED
    assert not [one for one in mail.outbox if one.to == [EMAIL]]


def test_a_refusal_is_kept_by_kind_and_number(
    named: Sealed, keeper: Doorway, settings: Settings
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"
    accepted(named)
    run_jobs()
    assert (letter().state, letter().last_error) == ("failed", "SMTPRecipientsRefused 550")


def test_a_letter_sent_before_is_not_sent_again(named: Sealed, keeper: Doorway) -> None:
    accepted(named)
    run_jobs()
    deliver.func(message_id=letter().pk)
    assert len([one for one in mail.outbox if one.to == [EMAIL]]) == 1


def test_it_waits_until_the_keeper_is_back(
    named: Sealed, keeper: Doorway, settings: Settings
) -> None:
    here, settings.REVEAL_SOCKET = settings.REVEAL_SOCKET, settings.REVEAL_SOCKET.with_suffix(".no")
    accepted(named)
    run_jobs()
    assert (letter().state, letter().last_error) == ("waiting", "RevealAway 400")
    assert waiting("deliver") == 1

    settings.REVEAL_SOCKET = here
    deliver.func(message_id=letter().pk)
    assert (letter().state, letter().attempts) == ("sent", 2)


def test_a_seal_that_no_key_opens_is_a_failed_letter(named: Sealed, keeper: Doorway) -> None:
    row = named.row
    row.sealed = bytes(row.sealed)[:-1] + b"x"
    row.save(update_fields=["sealed"])
    accepted(named)
    run_jobs()
    assert (letter().state, letter().last_error) == ("failed", "Unopenable")
