"""Finds tips that tell again of what was settled: the same place and category, within the time that
a dated rule sets after closing."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone
from rapidfuzz import fuzz

from binhyen.domains.intake.models import Tip
from binhyen.kernel.places.models import Level
from binhyen.kernel.places.points import km_between
from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib.text import fold

RULE = "recurs_within"
# New tips are looked at again for so long, in case nobody looked in time.
LOOK_BACK = timedelta(days=7)
MOST = 500
# Two points are one spot within 300 m: a phone's in a village is right to about 50 m, a thumb's on
# the map to some 200. Two descriptions are one from this likeness (0 to 100).
SPOT_KM, SAME_NOTE = 0.3, 85.0

_CANDIDATES = """
select later.id, earlier.id
from intake_tip later join intake_tip earlier
    on earlier.place_id = later.place_id and earlier.category_id = later.category_id
    and earlier.closed_on < later.received_on
    and earlier.closed_on >= later.received_on - make_interval(%(months)s, days => %(days)s)
    and earlier.id <> later.id
    and earlier.walled is null and later.walled is null  -- a question would tell of the other
where later.received_at > %(since)s and later.received_at <= %(now)s
    and not exists (select from intake_tiprecurrence known
        where known.later_id = later.id and known.earlier_id = earlier.id)
    and not exists (select from intake_tiplink judged
        where judged.one_id = least(later.id, earlier.id) and judged.state = 'apart'
        and judged.other_id = greatest(later.id, earlier.id))
order by later.id, earlier.closed_on desc, earlier.id limit %(limit)s
"""


def unnoted(now: datetime) -> Iterator[tuple[Tip, Tip]]:
    """(later, earlier) pairs not yet noted, of tips received in the last seven days; none where no
    rule sets a time."""
    rule = rulebook(timezone.localdate(now)).find(RULE)
    if rule is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _CANDIDATES,
            {
                "since": now - LOOK_BACK,
                "now": now,
                "days": rule.amount if rule.measure == LegalRule.Measure.DAY else 0,
                "months": rule.amount if rule.measure == LegalRule.Measure.MONTH else 0,
                "limit": MOST,
            },
        )
        pairs = cursor.fetchall()
    tips = (
        Tip.objects.select_related("place", "category")
        .order_by()
        .in_bulk({pk for pair in pairs for pk in pair})
    )
    for later, earlier in pairs:
        if one_spot(tips[later], tips[earlier]):
            yield tips[later], tips[earlier]


def one_spot(one: Tip, other: Tip) -> bool:
    """Whether two tips of one unit speak of one spot: a whole commune is none, theft comes back
    there every week. Their points decide where both have one; else the hamlet; else how they
    describe the place."""
    if one.place_id != other.place_id:
        return False
    if one.lat is not None and one.lon is not None:
        if other.lat is not None and other.lon is not None:
            return km_between((one.lat, one.lon), (other.lat, other.lon)) <= SPOT_KM
    if one.place.level == Level.HAMLET:
        return True
    notes = fold(one.place_note), fold(other.place_note)
    return all(notes) and fuzz.token_set_ratio(*notes) >= SAME_NOTE
