"""What every officer's page begins with: who may open it, how many rows it shows."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from binhyen.kernel.people.actor import acting

PAGE = 25
SIZES = (25, 50, 100)


def staff_only(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """A stranger is sent to sign in; an account without a reading duty gets 404."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not acting(request).reads():
            raise Http404
        return view(request, *args, **kwargs)

    return run


def page_size(request: HttpRequest) -> int:
    asked = request.GET.get("so", "")
    return int(asked) if asked.isdigit() and int(asked) in SIZES else PAGE
