"""Where and when it happened: by name, by position, from the list or on the map."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake.citizen_forms import WhereForm
from binhyen.domains.intake.drafts import Writing
from binhyen.domains.intake.steps import keep_and_go, missing, with_draft
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import locate, place_on, search
from binhyen.kernel.places.shapes import Path, paths

# The map's measures in its own units: its width, and a letter's breadth and height.
MAP_WIDTH = 1000
LETTER = 17
LINE = 40


@require_http_methods(["GET", "POST"])
@with_draft
def where(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := missing(writing, "where"):
        return gap
    today = timezone.localdate()
    kept = writing.data.get("where", {})
    form = WhereForm(request.POST or None, initial=_initial_where(kept))
    if request.method == "POST" and form.is_valid():
        if picked := _picked(form, today):
            writing.data["where"] = picked
            return keep_and_go(request, writing, "intake:what")
        form.add_error("place", _("Không tìm thấy xã, phường này; hãy tìm và chọn lại."))
    return render(
        request,
        "intake/public/where.html",
        {"step": 3, "form": form, **_place_choices(request, form, kept, today)},
        status=400 if form.errors else 200,
    )


def _initial_where(kept: dict[str, Any]) -> dict[str, Any]:
    initial = dict(kept)
    if kept.get("day"):
        initial["day"] = date.fromisoformat(kept["day"])
    return initial


def _picked(form: WhereForm, today: date) -> dict[str, Any] | None:
    data = form.cleaned_data
    code = settings.PROVINCE if data["unknown"] else data["place"]
    level = Level.PROVINCE if data["unknown"] else Level.COMMUNE
    place = place_on(code, today, level)
    if place is None:
        return None
    occurred, note = form.occurred(today)
    return {
        "place": "" if data["unknown"] else place.code,
        "place_name": place.name,
        "hamlet": data["hamlet"],
        "unknown": data["unknown"],
        "lat": data["lat"],
        "lon": data["lon"],
        "place_note": data["place_note"],
        "when": data["when"],
        "day": data["day"].isoformat() if data["day"] else "",
        "occurred_on": occurred.isoformat() if occurred else "",
        "occurred_note": note,
    }


def _place_choices(
    request: HttpRequest, form: WhereForm, kept: dict[str, Any], today: date
) -> dict[str, Any]:
    """The commune chosen so far (typed, located or kept), those found by name, its hamlets."""
    typed = request.GET.get("xa", "").strip()[:80]
    located = _located(request, today)
    code = (
        form.data.get("place", "").replace("\x00", "")
        or request.GET.get("chon", "")
        or (located.place.code if located else "")
        or ("" if "doi" in request.GET else kept.get("place", ""))
    )
    chosen = place_on(code, today, Level.COMMUNE) if code else None
    province = place_on(settings.PROVINCE, today, Level.PROVINCE)
    return {
        "words": typed,
        "found": _found(typed, province, today) if typed else [],
        "located_lat": request.GET.get("lat", ""),
        "located_lon": request.GET.get("lon", ""),
        "chosen": chosen,
        "located": located,
        "hamlets": Place.objects.below(chosen, today, Level.HAMLET).order_by("sort_key")[:100]
        if chosen
        else [],
        "communes": _communes(province, today) if not chosen and not typed else [],
    }


def _found(typed: str, province: Place | None, today: date) -> list[dict[str, Any]]:
    """Communes of today by any of their names; an old name leads to what it became."""
    rows = []
    for one in search(typed, today, level=Level.COMMUNE, parent=province, limit=8):
        if one.place.holds_on(today):
            choose, old = [one.place], ""
        else:
            choose, old = one.became, one.matched_name
        rows += [{"choose": place, "old_name": old} for place in choose]
    return rows


def _located(request: HttpRequest, today: date) -> Any:
    try:
        lat, lon = float(request.GET["lat"]), float(request.GET["lon"])
    except (KeyError, ValueError):
        return None
    return locate(lat, lon, today)


@dataclass(frozen=True)
class Drawn:
    """A commune on the map. ``word``: its name without its kind; ``is_named``: shown at rest."""

    place: Place
    path: Path
    word: str
    is_named: bool


@require_safe
@with_draft
def where_map(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The communes of today as shapes that lead back to the page; only when asked for."""
    if gap := missing(writing, "where"):
        return gap
    today = timezone.localdate()
    communes = _communes(place_on(settings.PROVINCE, today, Level.PROVINCE), today)
    drawn, height = paths(communes, MAP_WIDTH)
    context = {
        "step": 3,
        "width": MAP_WIDTH,
        "height": height,
        "communes": communes,
        "shapes": _named([(place, drawn[place.pk]) for place in communes if place.pk in drawn]),
        "is_approximate": any(path.is_approximate for path in drawn.values()),
        "chosen": writing.data.get("where", {}).get("place", ""),
    }
    return render(request, "intake/public/map.html", context)


def _communes(province: Place | None, today: date) -> list[Place]:
    if province is None:
        return []
    return list(Place.objects.below(province, today, Level.COMMUNE).order_by("sort_key"))


def _named(pairs: list[tuple[Place, Path]]) -> list[Drawn]:
    """Names at rest wherever they meet neither each other nor the edge."""
    taken: list[tuple[float, float, float]] = []
    rows = []
    for place, path in pairs:
        word = place.name.split(" ", 1)[-1]
        half = len(word) * LETTER / 2
        fits = half < path.x < MAP_WIDTH - half and not any(
            abs(path.x - x) < half + other and abs(path.y - y) < LINE for x, y, other in taken
        )
        if fits:
            taken.append((path.x, path.y, half))
        rows.append(Drawn(place, path, word, fits))
    return rows
