"""/nhat-ky/: the roots over the audit trail, in public, so that nobody can rewrite it unnoticed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from binhyen.kernel.audit.anchoring import latest_anchors

SHOWN = 48  # two days of hours


@require_safe
def anchors(request: HttpRequest) -> HttpResponse:
    return render(request, "portal/anchors.html", {"anchors": latest_anchors(SHOWN)})
