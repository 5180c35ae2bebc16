"""/tim/: one field for a report's code, a unit or a place, old or new name, marks or none."""

from dataclasses import dataclass
from datetime import date

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
from binhyen.lib import codes
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
    asked = request.GET.get("q", "").strip()[:80]
    if page := _report_page(actor, asked):
        return redirect(page)
    context = {
        "asked": asked,
        "places": _places(asked, day) if asked else [],
        "units": _units(asked, day) if asked else [],
    }
    return render(request, "portal/desk/search.html", context)


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
