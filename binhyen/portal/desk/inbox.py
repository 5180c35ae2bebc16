"""/hop-thu/: what was told to this account, newest first; reading one leads on to its page."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from binhyen.kernel.notify import actions
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import acting
from binhyen.portal.desk.access import signed_in

SIZE = 50


@require_safe
@signed_in
def inbox(request: HttpRequest) -> HttpResponse:
    """Pages by key: ``?truoc=ID`` shows what is older than that message."""
    found = Message.objects.inbox_of(acting(request)).order_by("-id")
    only_unread = "chua-doc" in request.GET
    if only_unread:
        found = found.unread()
    asked = request.GET.get("truoc", "")
    if asked.isdecimal() and len(asked) <= 18:
        found = found.filter(id__lt=int(asked))
    batch = list(found[: SIZE + 1])
    shown, more = batch[:SIZE], len(batch) > SIZE
    keep = "chua-doc=1&" if only_unread else ""
    context = {
        "rows": shown,
        "views": [
            {"label": _("Tất cả"), "url": "?", "count": None, "current": not only_unread},
            {"label": _("Chưa đọc"), "url": "?chua-doc=1", "count": None, "current": only_unread},
        ],
        "pager": {
            "first": f"?{keep}" if asked else "",
            "previous": "",
            "next": f"?{keep}truoc={shown[-1].pk}" if more else "",
            "last": "",
            "words": "",
        },
    }
    return render(request, "portal/desk/inbox.html", context)


@require_POST
@signed_in
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one as read and go where it points, within this site."""
    actor = acting(request)
    message = get_object_or_404(Message.objects.inbox_of(actor), pk=pk)
    if message.read_at is None:
        actions.mark_read(actor=actor, message=message, at=timezone.now())
    safe = url_has_allowed_host_and_scheme(message.link, {request.get_host()}, request.is_secure())
    return redirect(message.link if message.link and safe else "portal:inbox")


@require_POST
@signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    if Message.objects.inbox_of(actor).unread().exists():
        actions.mark_all_read(actor=actor, at=timezone.now())
        messages.success(request, _("Đã đánh dấu mọi tin nhắn là đã đọc."))
    return redirect("portal:inbox")
