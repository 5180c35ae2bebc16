"""What the pages of reporting share: the sender's draft, and the order of the questions."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from binhyen.domains.intake import drafts
from binhyen.domains.intake.drafts import Writing
from binhyen.domains.intake.gate import too_many_drafts

Step = Callable[..., HttpResponseBase]
ORDER = ("category", "where", "what", "who")


def with_draft(view: Step) -> Step:
    """Give the view the sender's draft and never let a page of it be cached. A draft that is gone
    is told, with what was just typed: nobody should wonder where the answers went."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        key = request.COOKIES.get(drafts.COOKIE, "")
        writing = drafts.find(key)
        if key and writing is None:
            typed = request.POST.get("text", "").strip()
            page = render(request, "intake/public/expired.html", {"typed": typed}, status=410)
            return forget_cookie(page)
        if writing is None and request.method == "POST" and too_many_drafts(request):
            return render(request, "intake/public/too_many.html", status=429)
        return view(request, writing or drafts.begin(), *args, **kwargs)

    return run


def forget_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(drafts.COOKIE, samesite="Strict")
    return response


def keep_and_go(request: HttpRequest, writing: Writing, to: str) -> HttpResponse:
    """Save the draft and go on (to the check page when the sender came back from it)."""
    drafts.keep(writing, timezone.now())
    done = all(step in writing.data for step in ORDER)
    response = redirect("intake:check" if done else to)
    response.set_cookie(
        drafts.COOKIE,
        writing.key,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def missing(writing: Writing, before: str) -> HttpResponse | None:
    """To the first unanswered page before this one."""
    for step in ORDER[: ORDER.index(before)] if before in ORDER else ORDER:
        if step not in writing.data:
            return redirect(f"intake:{step}")
    return None
