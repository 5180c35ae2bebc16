"""One try to send one e-mail.

A letter to a sealed address is handed to the reveal process (``hand_over``): this one never sees
where it goes.

The count goes up and commits before the network is touched; the outcome commits after. A worker
killed in between sends once more at the most for each kill, under the same Message-ID, which mail
systems show once. No transaction is open while a mail server answers (or does not).
"""

import smtplib
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.notify.models import Message
from binhyen.kernel.notify.wording import closing
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib.doorway import Garbled, NobodyThere, ask

MOST_TRIES = 8


class Outcome(NamedTuple):
    """``retry_in``: seconds until the next try; None when settled."""

    state: Message.State
    error: str = ""
    retry_in: int | None = None


def claim(message_id: int) -> tuple[Message, str | None] | None:
    """The message to send and its address, its tries counted; None when there is nothing to do."""
    with in_scope(SYSTEM):
        waiting = Message.objects.select_for_update(of=("self",)).select_related("user")
        message = waiting.filter(pk=message_id, state=Message.State.WAITING).first()
        if message is None:
            return None
        message.attempts += 1
        message.save(update_fields=["attempts"])
        return message, None if message.sealed_id else _address(message)


def attempt(message: Message, address: str | None) -> Outcome:
    """Send, and say how it went. Errors are kept by kind and number, never with the address."""
    if address is None:
        return Outcome(Message.State.DROPPED)
    try:
        _mail(message, address).send()
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _text in error.recipients.values()]
        return _refused(message, error, min(codes, default=550))
    except smtplib.SMTPResponseException as error:
        return _refused(message, error, error.smtp_code)
    except (OSError, smtplib.SMTPException) as error:
        return _refused(message, error, 400)
    except ValueError as error:  # an address or header that no mail can carry
        return _refused(message, error, 500)
    return Outcome(Message.State.SENT)


def hand_over(message: Message) -> Outcome:
    """Ask the reveal process to send it. While nobody answers there, it waits like at a mail
    server that does not answer."""
    try:
        said = ask(
            settings.REVEAL_SOCKET,
            {"ask": "send", "message": message.pk},
            seconds=4 * settings.EMAIL_TIMEOUT,
        )
    except (NobodyThere, Garbled):
        return _passing(message, "RevealAway 400")
    if "busy" in said:
        return _passing(message, f"Reveal{said['busy']} 400")
    return Outcome(Message.State(said["state"]), said["error"], said["retry_in"])


def settle(message: Message, outcome: Outcome) -> None:
    """Keep the outcome. Inside a transaction, which also enqueues the next try."""
    Message.objects.filter(pk=message.pk).update(
        state=outcome.state,
        last_error=outcome.error,
        sent_at=timezone.now() if outcome.state == Message.State.SENT else None,
    )


def _address(message: Message) -> str | None:
    if message.user is None or not message.user.is_active:
        return None
    return message.user.email or None


def _refused(message: Message, error: Exception, code: int) -> Outcome:
    """4xx and broken connections pass; 5xx does not get better by asking again."""
    words = f"{type(error).__name__} {code}"
    return Outcome(Message.State.FAILED, words) if code >= 500 else _passing(message, words)


def _passing(message: Message, words: str) -> Outcome:
    if message.attempts >= MOST_TRIES:
        return Outcome(Message.State.FAILED, words)
    return Outcome(Message.State.WAITING, words, 3 ** (message.attempts + 1))


def _mail(message: Message, address: str) -> EmailMessage:
    lines = [message.text]
    if message.link:
        lines.append(settings.SITE_URL.rstrip("/") + message.link)
    lines.append("-- \n" + closing(message.language))
    return EmailMessage(
        subject=message.subject,
        body="\n\n".join(lines),
        to=[address],
        headers={
            "Message-ID": f"<message-{message.pk}@{_domain()}>",
            "Auto-Submitted": "auto-generated",
        },
    )


def _domain() -> str:
    return str(settings.SITE_URL).split("://")[-1].split("/")[0].split(":")[0]
