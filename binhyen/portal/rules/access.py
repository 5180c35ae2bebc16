"""Who opens these pages: the whole staff reads; actions themselves refuse who may not change."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from binhyen.kernel.people.actor import acting

View = Callable[..., HttpResponseBase]


def for_staff(view: View) -> View:
    """A stranger is sent to sign in; an account without a duty finds nothing here."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        if not acting(request).is_staff:
            raise Http404
        return view(request, *args, **kwargs)

    return run
