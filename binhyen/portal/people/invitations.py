"""The one-time link with which the owner of an account sets a password."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from binhyen.kernel.people.actions import allow_new_password
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.models import User
from binhyen.portal.people.letters import INVITATION, RESET, password_path
from binhyen.portal.tasks import send_letter


def send_or_show_link(request: HttpRequest, user: User, *, invited: bool) -> HttpResponse:
    """Mail it where there is an address; else show it once, to be handed over in person."""
    allow_new_password(actor=acting(request), user=user, today=timezone.localdate())
    if user.email:
        send_letter.defer(user_id=user.pk, letter=INVITATION if invited else RESET)
        messages.success(
            request, _("Đã gửi liên kết đặt mật khẩu tới %(email)s.") % {"email": user.email}
        )
        return redirect("people:person", ref=user.ref)
    url = request.build_absolute_uri(password_path(user))
    return render(request, "portal/people/link.html", {"person": user, "url": url})
