"""The one-time link with which the owner of an account sets a password.

The letters: account/email/invitation_subject.txt and account/email/invitation_message.txt for a new
account, allauth's own name for a new password.
"""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.people.actions import allow_new_password
from binhyen.kernel.people.models import User
from binhyen.portal.desk.access import actor_of_page


def send_or_show_link(request: HttpRequest, user: User, *, invited: bool) -> HttpResponse:
    """Mail it where there is an address; else show it once, to be handed over in person."""
    allow_new_password(actor=actor_of_page(request), user=user, today=timezone.localdate())
    url = _link(request, user)
    if user.email:
        letter = "account/email/invitation" if invited else "account/email/password_reset_key"
        get_adapter(request).send_mail(letter, user.email, {"password_reset_url": url})
        messages.success(
            request, _("Đã gửi liên kết đặt mật khẩu tới %(email)s.") % {"email": user.email}
        )
        return redirect("people:person", ref=user.ref)
    return render(request, "portal/people/link.html", {"person": user, "url": url})


def _link(request: HttpRequest, user: User) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return str(get_adapter(request).get_reset_password_from_key_url(key))
