"""Who opens the pages of the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.cache import never_cache

from binhyen.kernel.people.actor import acting

View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """A stranger is sent to sign in. What an account may see is decided by its duties."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if acting(request).user is None:
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return run
