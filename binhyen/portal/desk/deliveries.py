"""/hop-thu/gui-di/: what became of each e-mail, for administrators; never an address."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from binhyen.kernel.notify import actions, rules
from binhyen.kernel.notify.models import Message, MessageQuerySet
from binhyen.kernel.notify.queries import mails_by_state
from binhyen.kernel.people.actor import acting
from binhyen.portal.desk.access import signed_in

SIZE = 50


@require_safe
@signed_in
def deliveries(request: HttpRequest) -> HttpResponse:
    _require_administrator(request)
    state = request.GET.get("xem", Message.State.FAILED.value)
    if state not in Message.State.values:
        state = Message.State.FAILED.value
    counts = mails_by_state()
    mails = Message.objects.mails().filter(state=state)
    rows, pager = _page(mails, state, request.GET.get("truoc", ""))
    tabs = [
        {
            "label": Message.State(value).label,
            "url": f"?xem={value}",
            "count": None if value == Message.State.SENT else counts.get(value, 0),
            "current": value == state,
        }
        for value in ("failed", "waiting", "sent", "dropped")
    ]
    return render(
        request, "portal/desk/deliveries.html", {"rows": rows, "pager": pager, "tabs": tabs}
    )


@require_POST
@signed_in
def retry(request: HttpRequest, pk: int) -> HttpResponse:
    _require_administrator(request)
    message = get_object_or_404(Message.objects.mails(), pk=pk)
    actions.retry_message(actor=acting(request), message=message)
    messages.success(request, _("Thư đã được xếp hàng để gửi lại."))
    return redirect("portal:deliveries")


def _require_administrator(request: HttpRequest) -> None:
    """A colleague reads why not; an account without a duty finds nothing."""
    if not acting(request).is_staff:
        raise Http404
    rules.may_see_deliveries(acting(request)).require()


def _page(mails: MessageQuerySet, state: str, before: str) -> tuple[list[Message], dict[str, str]]:
    """The newest, or what is older than the e-mail ``before``; one statement."""
    older = before.isdecimal() and len(before) <= 18
    found = mails.order_by("-pk").filter(pk__lt=int(before)) if older else mails.order_by("-pk")
    batch = list(found[: SIZE + 1])
    shown, more = batch[:SIZE], len(batch) > SIZE
    first = f"?xem={state}" if older else ""
    following = f"?xem={state}&truoc={shown[-1].pk}" if more else ""
    pager = {"first": first, "previous": "", "next": following, "last": "", "words": ""}
    return shown, pager if older or more else {}
