"""/tim/: one field for words of records, codes, phone numbers, plates, links, units and places of
any date; with marks or without. The newest record first; two statements whatever the number."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from binhyen.domains.intake.models import Tip
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.places import queries
from binhyen.kernel.places.models import Level, PlaceClosure
from binhyen.kernel.search.asking import LONGEST, Asked
from binhyen.kernel.search.finding import Hit, answer
from binhyen.kernel.search.snippets import snippet
from binhyen.kernel.search.tracing import trace_lookup
from binhyen.lib import codes
from binhyen.lib.listing import address
from binhyen.lib.paging import BadCursor
from binhyen.portal.desk.access import signed_in

UNITS = 12


@dataclass(frozen=True)
class Line:
    """A place as a line of the results; ``became`` are its heirs' names when it is gone."""

    name: str
    above: str
    matched: str
    became: str


@require_safe
@signed_in
def search(request: HttpRequest) -> HttpResponse:
    actor, day = acting(request), timezone.localdate()
    typed = request.GET.get("q", "").strip()[:LONGEST]
    if page := _report_page(actor, typed):
        return redirect(page)
    cursor = request.GET.get("sau", "")
    try:
        answered = answer(actor, typed, after=cursor)
    except BadCursor:
        return redirect(request.path + address(request))
    asked, found = answered.asked, answered.page
    if not cursor:
        trace_lookup(actor, asked, len(found.hits))
    context = {
        "asked": typed,
        "hits": [_hit(one, asked) for one in found.hits],
        "suggestion": answered.suggestion,
        "widened": asked.suggestion,
        "pager": {
            "first": address(request) if cursor else "",
            "next": address(request, sau=found.next) if found.next else "",
            "words": "",
        },
        "places": _places(typed, day) if typed and not cursor else [],
        "units": _units(typed, day) if typed and not cursor else [],
    }
    return render(request, "portal/desk/search.html", context)


def _hit(hit: Hit, asked: Asked) -> dict[str, Any]:
    return {"told": hit.told, "at": hit.at, "snippet": snippet(hit.told.texts, asked)}


def _report_page(actor: Actor, asked: str) -> str:
    """The page of the report with this code, when the actor may see it."""
    code = codes.read(asked, getattr(settings, "CODE_PREFIX", ""))
    if len(code) != codes.CODE_LENGTH or not codes.is_whole(code):
        return ""
    tip = Tip.objects.visible_to(actor).filter(code=code).first()
    try:
        return reverse("intake:record", args=[tip.ref]) if tip else ""
    except NoReverseMatch:
        return ""


def _places(asked: str, day: date) -> list[Line]:
    """Two statements beside the search, whatever the number of results."""
    found = queries.search(asked, day)
    above: dict[int, list[str]] = {}
    links = (
        PlaceClosure.objects.on(day)
        .filter(descendant__in=[one.place.pk for one in found], distance__gt=0)
        .exclude(ancestor__level=Level.NATION)
        .select_related("ancestor")
        .order_by("descendant_id", "distance")
    )
    for link in links:
        above.setdefault(link.descendant_id, []).append(link.ancestor.name)
    return [
        Line(
            one.place.name,
            ", ".join(above.get(one.place.pk, [])),
            "" if one.matched_name == one.place.name else one.matched_name,
            ", ".join(heir.name for heir in one.became),
        )
        for one in found
    ]


def _units(asked: str, day: date) -> list[Unit]:
    found = Unit.objects.on(day).filter(name__icontains=asked)
    return list(found.select_related("place").order_by("name", "pk")[:UNITS])
