"""The figures pages: for everybody (small counts left out) and for staff (exact in their area)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhyen.kernel.indicators import periods, registry
from binhyen.kernel.indicators.models import IndicatorVersion
from binhyen.kernel.indicators.periods import Period
from binhyen.kernel.indicators.reading import Answer, CannotRead, Question, Value
from binhyen.kernel.indicators.registry import Indicator
from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.models import Level, Place
from binhyen.lib import words
from binhyen.portal.figures import drawings, exports
from binhyen.portal.figures.asking import (
    NAMED_DAYS,
    Asked,
    Unclear,
    answered,
    lately,
    sees_exact,
    understand,
)

SPARK_MONTHS = 12


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    return _page(request, "portal/figures/public.html", staff=False)


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not acting(request).is_staff:
        raise Http404
    return _page(request, "portal/figures/desk.html", staff=True)


@require_safe
def definition(request: HttpRequest, code: str) -> HttpResponse:
    """How do we know: what a figure means, what it is made of, its versions."""
    try:
        indicator = registry.indicator(code)
    except registry.NotPublished:
        raise Http404 from None
    versions = IndicatorVersion.objects.filter(code=code).order_by("-version")
    return render(
        request,
        "portal/figures/definition.html",
        {
            "indicator": indicator,
            "parts": [registry.part(one) for one in indicator.expression.parts],
            "how": _how(indicator),
            "versions": versions,
            "asked": _asked_or_none(request),
        },
    )


def _asked_or_none(request: HttpRequest) -> Asked | None:
    if not request.GET:
        return None
    try:
        return understand(request.GET.dict(), timezone.localdate())
    except Unclear:
        return None


def _how(indicator: Indicator) -> str:
    titles = [str(registry.part(one).title) for one in indicator.expression.parts]
    how = indicator.expression.told()["how"]
    if how == "rate":
        return _("%(a)s chia cho %(b)s, nhân 100") % {"a": titles[0], "b": titles[1]}
    if how == "average":
        return _("%(a)s chia cho %(b)s") % {"a": titles[0], "b": titles[1]}
    if how == "median":
        return _("Số đứng giữa của: %(a)s") % {"a": titles[0]}
    return _("Cộng: %(a)s") % {"a": titles[0]}


def _page(request: HttpRequest, template: str, *, staff: bool) -> HttpResponse:
    today = timezone.localdate()
    given = request.GET.dict()
    errors: dict[str, str] = {}
    try:
        asked = understand(given, today)
        given.setdefault("by", _usual_by(asked))
        asked = replace(asked, question=replace(asked.question, by=given["by"]))
        exact = staff and sees_exact(acting(request), asked.place, asked.question.units_as_of)
        # Staff see what happened a second ago; the public page may be a minute old. What it leaves
        # out is worked out figure by figure, so it asks for the others only where they stand.
        whole = exact or bool(given.get("format"))
        question = _all(asked.question) if whole else asked.question
        answer = (answered if exact else lately)(question, exact=exact)
    except Unclear as error:
        errors[error.field] = error.sentence
    except CannotRead as error:
        errors[error.about] = str(error)
    if errors:
        asked = understand({}, today)
        given.setdefault("by", _usual_by(asked))
        context = {"errors": errors, **_pickers(request, asked, given, errors, staff=staff)}
        return render(request, template, context, status=422)
    if wanted := given.get("format"):
        return exports.file(wanted, asked, answer)
    context = {
        **_pickers(request, asked, given, errors, staff=staff),
        **_shown(asked, answer, exact=exact),
        "errors": errors,
        "exact": exact,
        "links": _links(request, given),
    }
    return render(request, template, context)


def _usual_by(asked: Asked) -> str:
    level = asked.place.level
    if level == Level.NATION:
        return Level.PROVINCE
    return Level.COMMUNE if level in (Level.PROVINCE, Level.DISTRICT) else "month"


def _all(question: Question) -> Question:
    """The figure asked for and those that stand beside it."""
    code = question.indicators[0]
    others = [one for one in registry.theme_of(code).headlines if one != code]
    return replace(question, indicators=(code, *others))


@dataclass(frozen=True)
class Headline:
    indicator: Indicator
    value: Value
    shown: str
    unit: str
    change: str
    spark: str
    how: str


def _shown(asked: Asked, answer: Answer, *, exact: bool) -> dict[str, Any]:
    question, one = asked.question, asked.indicator
    rows = [(row, drawings.told(row.values[one.code], one)) for row in answer.rows]
    of_units = question.by in Level.values
    return {
        "asked": asked,
        "answer": answer,
        "rows": rows,
        "total_shown": drawings.told(answer.total.values[one.code], one),
        "headlines": _headlines(asked, answer, exact=exact),
        "bars": drawings.bars(answer.rows, one, ranked=question.by != "month"),
        "map": drawings.choropleth(answer.rows, one) if of_units else None,
        "suppresses": any(row.values[one.code].suppressed for row in answer.rows),
    }


def _headlines(asked: Asked, answer: Answer, *, exact: bool) -> list[Headline]:
    theme = registry.theme_of(asked.indicator.code)
    counts = theme.headlines[0]
    question = replace(_all(asked.question), by="")
    if question.where and not exact:  # the others of one kind would take seconds to look through
        question = replace(question, indicators=tuple({asked.indicator.code: 1, counts: 1}))
    span = question.period
    values = answer.total.values if exact else lately(question, exact=False).total.values
    before = lately(replace(question, period=span.before()), exact=exact).total.values
    year_before = lately(replace(question, period=span.year_before()), exact=exact).total.values
    year = _year_to(span)
    months = lately(replace(question, period=year, by="month"), exact=exact).rows
    found = []
    for code in theme.headlines:
        if code not in values:
            continue
        one, value = registry.indicator(code), values[code]
        changes = (
            _change(one, value, year_before, counts, _("cùng kỳ năm trước")),
            _change(one, value, before, counts, _("kỳ liền trước")),
        )
        points = drawings.spark([row.values[code].value for row in months])
        unit = "" if one.unit == "%" else str(one.unit)
        change = "; ".join(filter(None, changes))
        how = reverse("portal:figure_definition", args=[code])
        found.append(Headline(one, value, drawings.told(value, one), unit, change, points, how))
    return found


def _year_to(span: Period) -> Period:
    """The twelve months that end with the period."""
    last = periods.month_end(span.last)
    year, month = divmod(last.year * 12 + last.month - SPARK_MONTHS, 12)
    return Period("free", date(year, month + 1, 1), last)


def _change(one: Indicator, now: Value, others: Mapping[str, Value], counts: str, than: str) -> str:
    """Against another period, in words; nothing where either is not shown. A period before any
    fact was kept here (``counts`` is 0) is no zero to compare with."""
    then = others[one.code]
    if others[counts].value == 0:
        return _("%(than)s chưa có số liệu") % {"than": than}
    if now.value is None or then.value is None:
        return ""
    places = 0 if one.unit != "%" and not one.decimals else 1
    difference = round(now.value - then.value, places)
    if difference == 0:
        return _("bằng %(than)s") % {"than": than}
    unit = _("điểm phần trăm") if one.unit == "%" else str(one.unit)
    told = words.number(abs(difference), places if difference % 1 else 0) + words.NBSP + unit
    if difference > 0:
        return _("tăng %(told)s so với %(than)s") % {"told": told, "than": than}
    return _("giảm %(told)s so với %(than)s") % {"told": told, "than": than}


def _links(request: HttpRequest, given: dict[str, str]) -> dict[str, str]:
    plain = request.GET.copy()
    plain.pop("format", None)

    def link(**more: str) -> str:
        query = plain.copy()
        for key, value in more.items():
            query[key] = value
        return f"{request.path}?{query.urlencode()}"

    return {
        "permanent": request.build_absolute_uri(link()),
        "csv": link(format="csv"),
        "xlsx": link(format="xlsx"),
        "query": plain.urlencode(),
    }


Choice = tuple[str, str]


def _pickers(
    request: HttpRequest,
    asked: Asked,
    given: dict[str, str],
    errors: Mapping[str, str],
    *,
    staff: bool,
) -> dict[str, Any]:
    question = asked.question
    span = question.period
    # What was typed stays, also where it could not be read.
    chosen = {
        "indicator": question.indicators[0],
        "place": question.place.code,
        "period": "free" if span.form == "free" else span.code,
        "from": f"{span.first:%Y-%m-%d}",
        "to": f"{span.last:%Y-%m-%d}",
        **{name: value for name, value in given.items() if value},
    }
    if "units_as_of" in chosen and not errors.get("units_as_of"):
        chosen["units_as_of"] = f"{question.units_as_of:%d/%m/%Y}"
    return {
        "asked": asked,
        "given": given,
        "chosen": chosen,
        "themes": _themes(),
        "days": _days(request, question),
        "places": _places(asked),
        "period_groups": _period_choices(asked.today, question.period),
        "bys": _bys(question, staff=staff),
        "dimensions": [
            (name, dimension.title, dimension.labels(), given.get(name, ""))
            for name, dimension in _dimensions(question)
        ],
        "page_url": reverse("portal:desk_figures" if staff else "portal:figures"),
        "staff": staff,
    }


def _days(request: HttpRequest, question: Question) -> list[dict[str, Any]]:
    """Links to the same figures on the units of the days that people compare, today first."""
    found = []
    for day in (timezone.localdate(), *NAMED_DAYS):
        query = request.GET.copy()
        query.pop("format", None)
        query["units_as_of"] = "" if day == timezone.localdate() else f"{day:%Y-%m-%d}"
        found.append(
            {
                "day": day,
                "url": f"?{query.urlencode()}",
                "current": day == question.units_as_of,
            }
        )
    return found


def _themes() -> list[tuple[Any, list[Indicator]]]:
    """Every indicator under the title of its theme, for the chooser."""
    found: dict[Any, list[Indicator]] = {}
    for one in registry.indicators():
        found.setdefault(registry.theme_of(one.code).title, []).append(one)
    return list(found.items())


def _dimensions(question: Question) -> list[tuple[str, registry.Dimension]]:
    """Those that the figure asked for is kept by."""
    return [
        (name, registry.dimension(name))
        for name in registry.dimensions_of(*question.indicators[:1])
    ]


def _places(asked: Asked) -> list[tuple[Place, Sequence[Place]]]:
    """The province on the day asked for, its districts with their communes, or its communes."""
    day = asked.question.units_as_of
    province = _province(asked)
    units = list(
        Place.objects.below(province, day).exclude(level=Level.HAMLET).order_by("sort_key", "code")
    )
    return [
        (province, [one for one in units if one.level == Level.DISTRICT]),
        (province, [one for one in units if one.level == Level.COMMUNE]),
    ]


def _province(asked: Asked) -> Place:
    from binhyen.kernel.places.queries import province_on

    place = province_on(asked.place, asked.question.units_as_of)
    return place or asked.place


def _period_choices(today: date, chosen: Period) -> list[tuple[str, list[Choice]]]:
    years = sorted({*range(today.year, today.year - 3, -1), 2024, chosen.first.year}, reverse=True)
    groups = []
    for year in years:
        if year > today.year + 1:
            continue
        codes = [str(year), f"{year}H1", f"{year}H2", *(f"{year}Q{q}" for q in range(1, 5))]
        codes += [f"{year}-{month:02d}" for month in range(1, 13)]
        spans = [periods.parse(code) for code in codes]
        groups.append(
            (str(year), [(one.code, _capital(one.label)) for one in spans if one.first <= today])
        )
    return [group for group in groups if group[1]]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _bys(question: Question, *, staff: bool) -> list[Choice]:
    order = [Level.PROVINCE, Level.DISTRICT, Level.COMMUNE, Level.HAMLET]
    titles: dict[str, str] = {
        Level.PROVINCE: _("Theo tỉnh"),
        Level.DISTRICT: _("Theo huyện"),
        Level.COMMUNE: _("Theo xã, phường"),
        Level.HAMLET: _("Theo thôn, tổ dân phố"),
    }
    at = order.index(Level(question.place.level)) + 1 if question.place.level in order else 0
    found = [(str(level), titles[level]) for level in order[at:]]
    found.append(("month", _("Theo tháng")))
    for name, dimension in _dimensions(question):
        found.append((name, _("Theo %(dimension)s") % {"dimension": str(dimension.title).lower()}))
    return found
