"""Letters about the way into an account: what changed, or a link to set the password.

They say nothing of a person or of work. The worker writes and sends them, so no page waits for a
mail server, a link is made at the moment of sending and stands in no table, and asking for a new
password takes as long for an address without an account as for one with.
"""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from binhyen.kernel.people.models import User

RESET = "account/email/password_reset_key"
# account/email/invitation_subject.txt and account/email/invitation_message.txt
INVITATION = "account/email/invitation"
WITH_LINK = (RESET, INVITATION)


def password_path(user: User) -> str:
    """Where ``user`` sets a password, once, within three days. Writes the address allauth keeps."""
    words = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return reverse("account_reset_password_from_key", kwargs=words)


def letter_to(user: User, letter: str) -> EmailMessage | None:
    """The letter (the beginning of its templates' names); None when it cannot reach anybody."""
    if not user.email or not user.is_active:
        return None
    facts = {}
    if letter in WITH_LINK:
        facts["password_reset_url"] = settings.SITE_URL + password_path(user)
    subject = " ".join(render_to_string(f"{letter}_subject.txt", facts).split())
    text = render_to_string(f"{letter}_message.txt", facts).strip()
    return EmailMessage(
        settings.ACCOUNT_EMAIL_SUBJECT_PREFIX + subject,
        text,
        settings.DEFAULT_FROM_EMAIL,
        [user.email],
    )
