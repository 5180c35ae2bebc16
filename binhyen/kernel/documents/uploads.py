"""Pages that take files: what was sent is looked into before the page's transaction begins.

Looking takes up to seconds for each file. A transaction open meanwhile would hold a connection and
its locks, and everybody behind them.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import Resolver404, resolve

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents.looking import forget_look, look_ahead
from binhyen.kernel.people.actor import acting

View = Callable[..., HttpResponseBase]


def takes_files(*, only_if: Callable[[HttpRequest], bool]) -> Callable[[View], View]:
    """Mark a page that takes files. ``only_if``: whether the sender came so far that files are
    expected at all; it runs outside any transaction."""

    def wrap(view: View) -> View:
        @wraps(view)
        def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not _brings_files(request):
                return view(request, *args, **kwargs)
            uploads = [one for name in request.FILES for one in request.FILES.getlist(name)]
            uploads = uploads[: settings.UPLOAD_MOST_FILES] if only_if(request) else []
            try:
                for upload in uploads:
                    look_ahead(upload)
                with in_scope(acting(request)):
                    return view(request, *args, **kwargs)
            finally:
                for upload in uploads:
                    forget_look(upload)

        run.takes_files = True  # type: ignore[attr-defined]
        return run

    return wrap


def later(page: HttpResponse) -> HttpResponse:
    """The page of a refusal that is no fault of the sender: 503, to be tried again in a minute.
    What it could keep stays kept."""
    page.status_code = 503
    page["Retry-After"] = "60"
    return page


def opens_its_own(request: HttpRequest) -> bool:
    """Whether this request brings files to a page that opens its transaction after the look."""
    if not _brings_files(request):
        return False
    try:
        return getattr(resolve(request.path_info).func, "takes_files", False)
    except Resolver404:
        return False


def _brings_files(request: HttpRequest) -> bool:
    return request.method == "POST" and request.content_type == "multipart/form-data"
