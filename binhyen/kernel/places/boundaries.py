"""Imports boundaries that the operator brings: the product ships none, their terms are unknown."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import shapely
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from binhyen.kernel.places import locating
from binhyen.kernel.places.drawing import (
    Feature,
    Unreadable,
    is_around_viet_nam,
    polygons_only,
    read,
)
from binhyen.kernel.places.models import Boundary, Level, Place, PlaceName
from binhyen.kernel.places.sources import bare
from binhyen.lib.fetch import Unreachable, fetch
from binhyen.lib.progress import Progress, quiet

MOST_BYTES = 100_000_000
__all__ = ["Loaded", "Unreachable", "Unreadable", "load_boundaries"]


@dataclass
class Loaded:
    """How many boundaries were stored, and a sentence for each feature that was not."""

    count: int = 0
    refused: list[str] = field(default_factory=list)


def load_boundaries(
    source: str,
    progress: Progress | None = None,
    *,
    day: date | None = None,
    allow_private: bool = False,
) -> Loaded:
    """Load GeoJSON or TopoJSON (or .gz of it) from a file or an http(s) address.

    Each feature needs ``code`` (GSO code, as property or id) in force on ``day`` (default: today);
    if it also has a name, the name must be the unit's: a code alone is no key. A boundary loaded
    again replaces the old one. Raises ``Unreachable`` or ``Unreadable`` with a sentence.
    """
    say = progress or quiet
    day = day or timezone.localdate()
    say(_("Đọc %(source)s…") % {"source": source})
    attribution, features = read(_bytes(source, allow_private))
    say(_("Kiểm %(count)d vùng…") % {"count": len(features)})
    result = Loaded()
    rows = _checked(features, day, attribution or Path(source).name[:300], result)
    with transaction.atomic():
        Boundary.objects.filter(place__in=[row.place_id for row in rows]).delete()
        Boundary.objects.bulk_create(rows, batch_size=500)
    locating.forget()
    result.count = len(rows)
    for sentence in result.refused[:20]:
        say(sentence)
    say(
        _("Đã nạp %(count)d ranh giới, không nhận %(refused)d.")
        % {"count": result.count, "refused": len(result.refused)}
    )
    return result


def _bytes(source: str, allow_private: bool) -> bytes:
    if "://" in source:
        return fetch(source, MOST_BYTES, allow_private=allow_private)
    path = Path(source)
    if not path.is_file():
        raise Unreadable(_("Không có tệp %(path)s.") % {"path": path})
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(_("Tệp lớn hơn %(limit)d MB.") % {"limit": MOST_BYTES // 1_000_000})
    return path.read_bytes()


def _checked(
    features: list[Feature], day: date, attribution: str, result: Loaded
) -> list[Boundary]:
    known = {place.code: place for place in Place.objects.on(day).exclude(level=Level.HAMLET)}
    names = dict(PlaceName.objects.on(day).order_by("pk").values_list("place_id", "name"))
    rows: dict[int, Boundary] = {}
    for feature in features:
        place = known.get(feature.code)
        name = names.get(place.pk, place.name) if place else ""
        trouble = _trouble(feature, place, name, day)
        geometry = None if trouble else polygons_only(feature.geometry)
        if place is None or geometry is None:
            result.refused.append(
                trouble
                or _("%(code)s: vùng rỗng hoặc không phải đa giác.") % {"code": feature.code}
            )
            continue
        rows[place.pk] = Boundary(
            place=place, wkb=shapely.to_wkb(geometry), attribution=attribution
        )
    return list(rows.values())


def _trouble(feature: Feature, place: Place | None, name: str, day: date) -> str:
    """Why the feature is not taken, as a sentence; "" when nothing is wrong."""
    facts = {
        "code": feature.code or "(trống)",
        "day": date_format(day, "d/m/Y"),
        "name": name,
        "given": feature.name,
    }
    if place is None:
        return _("%(code)s: không có đơn vị mang mã này vào ngày %(day)s.") % facts
    if feature.name and bare(feature.name) != bare(name):
        return _("%(code)s: vào ngày %(day)s mã này là %(name)s, tệp ghi %(given)s.") % facts
    if not is_around_viet_nam(feature.geometry):
        return _("%(code)s: tọa độ nằm ngoài Việt Nam; cần kinh độ, vĩ độ WGS 84.") % facts
    return ""
