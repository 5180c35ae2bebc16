"""From the words of an address (?place=33&period=2024H1&…) to a question about figures, and who may
see the answer exactly."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import F
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from binhyen.kernel.indicators import periods, registry
from binhyen.kernel.indicators.publishing import read_published
from binhyen.kernel.indicators.reading import Answer, Question, read
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.places.models import Place, PlaceClosure, PlaceName
from binhyen.lib.among import among
from binhyen.lib.keeping import kept

# How a day may be written: in an address, and as people type it.
DAYS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")
# Days that people compare units on: before the reforms, and after each.
NAMED_DAYS = (date(2024, 7, 1), date(2024, 12, 1), date(2025, 7, 1))
MOST_ROWS = 20_000


class Unclear(ValueError):
    """A question that cannot be read: the field and a sentence."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field, self.sentence = field, sentence


@dataclass(frozen=True)
class Asked:
    question: Question
    today: date

    @property
    def indicator(self) -> registry.Indicator:
        return registry.indicator(self.question.indicators[0])

    @property
    def place(self) -> Place:
        return self.question.place


def understand(words: Mapping[str, str], today: date, default_period: str = "") -> Asked:
    """Raises ``Unclear``. Left out: received tips, the installation's province, today's units."""
    indicator = words.get("indicator") or "tips_received"
    try:
        registry.indicator(indicator)
    except registry.NotPublished:
        known = ", ".join(one.code for one in registry.indicators())
        raise Unclear(
            "indicator", _("Không có chỉ tiêu này. Các chỉ tiêu: %(known)s.") % {"known": known}
        ) from None
    as_of = _day(words, "units_as_of", today)
    where = tuple((name, words[name]) for name in registry.all_dimensions() if words.get(name))
    question = Question(
        (indicator,), _place(words, as_of), _period(words, today, default_period), as_of,
        words.get("by", ""), where,
    )  # fmt: skip
    return Asked(question, today)


def _day(words: Mapping[str, str], field: str, today: date) -> date:
    text = words.get(field, "").strip()
    if not text:
        return today
    for form in DAYS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a day has no zone)
        except ValueError:
            continue
    raise Unclear(
        field, _("Hãy ghi ngày theo thứ tự ngày/tháng/năm, ví dụ 01/07/2024 (hoặc 2024-07-01).")
    )


def _place(words: Mapping[str, str], as_of: date) -> Place:
    code = words.get("place", "").strip() or settings.PROVINCE
    place: Place | None = Place.objects.on(as_of).filter(code=code).order_by("pk").first()
    if place is None:
        raise Unclear(
            "place",
            _("Ngày %(day)s không có đơn vị nào mang mã %(code)s.")
            % {"day": f"{as_of:%d/%m/%Y}", "code": code[:12]},
        )
    dated = PlaceName.objects.on(as_of).filter(place=place).order_by(F("pk").desc()).first()
    if dated is not None:
        place.name = dated.name
    return place


def _period(words: Mapping[str, str], today: date, default: str) -> periods.Period:
    text = words.get("period", "").strip()
    if text == "free":
        text = f"{words.get('from', '')}..{words.get('to', '')}"
    try:
        return periods.parse(text or default or periods.containing("half", today).code)
    except periods.NoSuchPeriod as error:
        raise Unclear("period", str(error)) from None


def sees_exact(actor: Actor | None, place: Place, as_of: date) -> bool:
    """Staff see exact figures of the areas of the units whose reports they may read."""
    if actor is None or not actor.is_staff:
        return False
    areas = set(Unit.objects.filter(among("id", actor.reads())).values_list("place_id", flat=True))
    above = PlaceClosure.objects.on(as_of).filter(descendant=place)
    return not areas.isdisjoint(above.values_list("ancestor_id", flat=True))


def answered(question: Question, *, exact: bool) -> Answer:
    """Raises ``CannotRead`` with a sentence."""
    return read(question) if exact else read_published(question)


def lately(question: Question, *, exact: bool) -> Answer:
    """The same answer for a minute: what stands beside the figure asked for (the period before,
    the year before, twelve months), which hardly moves, and all that the public reads."""
    return _in_words(question, exact, get_language() or "vi")


@kept
def _in_words(question: Question, exact: bool, language: str) -> Answer:
    return answered(question, exact=exact)
