"""The citizen's pages: one thing a page, from "in danger now?" to the receipt."""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any
from uuid import UUID

import segno
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import drafts, queries, steering
from binhyen.domains.intake.actions import Arrival, Reporter, receive_tip
from binhyen.domains.intake.drafts import Writing
from binhyen.domains.intake.forms import GroupForm, WhatForm, WhereForm, WhoForm
from binhyen.domains.intake.models import Category, Tip
from binhyen.kernel.documents.actions import drop_held, keep_upload
from binhyen.kernel.documents.queries import held_files
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import locate, place_on, search
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes, words
from binhyen.lib.knocks import over_limit
from binhyen.lib.verdict import Refused

MAX_FILES = 5
Step = Callable[[HttpRequest, Writing], HttpResponse]
ORDER = ("category", "where", "what", "who")


def _with_draft(view: Step) -> Callable[[HttpRequest], HttpResponse]:
    """Give the view the sender's draft and never let a page of it be cached."""

    @wraps(view)
    @never_cache
    def run(request: HttpRequest) -> HttpResponse:
        writing = drafts.find(request.COOKIES.get(drafts.COOKIE, "")) or drafts.begin()
        return view(request, writing)

    return run


def _keep(request: HttpRequest, writing: Writing, to: str) -> HttpResponse:
    """Save the draft and go on (to the check page when the sender came back from it)."""
    drafts.keep(writing, timezone.now())
    done = all(step in writing.data for step in ORDER)
    response = redirect("intake:check" if done else to)
    response.set_cookie(
        drafts.COOKIE,
        writing.key,
        httponly=True,
        samesite="Strict",
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _missing(writing: Writing, before: str) -> HttpResponse | None:
    """To the first unanswered page before this one."""
    for step in ORDER[: ORDER.index(before)] if before in ORDER else ORDER:
        if step not in writing.data:
            return redirect(f"intake:{step}")
    return None


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """In danger now? The phone comes before any form."""
    return render(request, "intake/public/start.html", {"step": 1})


@require_http_methods(["GET", "POST"])
@_with_draft
def category(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What is it about: search by words, or group, then item."""
    active = Category.objects.filter(is_active=True)
    error = ""
    if request.method == "POST":
        code = request.POST.get("category", "").replace("\x00", "")
        chosen = active.filter(code=code, parent__isnull=False).first()
        if chosen is not None:
            writing.data["category"] = chosen.code
            return _keep(request, writing, "intake:where")
        error = _("Hãy chọn một việc gần nhất với điều bạn muốn báo.")
    typed = request.GET.get("tu", "").strip()[:80]
    group = active.filter(code=request.GET.get("nhom", ""), parent=None).first()
    context = {
        "step": 2,
        "error": error,
        "words": typed,
        "found": queries.find_categories(typed) if typed else [],
        "group": group,
        "groups": active.filter(parent=None) if not group else [],
        "items": active.filter(parent=group) if group else [],
        "chosen": writing.data.get("category", ""),
    }
    return render(request, "intake/public/category.html", context, status=400 if error else 200)


@require_http_methods(["GET", "POST"])
@_with_draft
def where(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := _missing(writing, "where"):
        return gap
    today = timezone.localdate()
    kept = writing.data.get("where", {})
    form = WhereForm(request.POST or None, initial=_initial_where(kept))
    if request.method == "POST" and form.is_valid():
        if picked := _picked(form, today):
            writing.data["where"] = picked
            return _keep(request, writing, "intake:what")
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
        form.data.get("place")
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
        "communes": Place.objects.below(province, today, Level.COMMUNE).order_by("sort_key")
        if province and not chosen and not typed
        else [],
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


@require_http_methods(["GET", "POST"])
@_with_draft
def what(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := _missing(writing, "what"):
        return gap
    kept = writing.data.get("what", {})
    form = WhatForm(request.POST or None, initial=kept)
    refusals: list[str] = []
    if request.method == "POST":
        refusals = _take_files(request, writing)
        if form.is_valid() and not refusals and not {"them-tep", "bo-tep"} & request.POST.keys():
            found = form.steering()
            if found and (found.is_certain or request.POST.get("door") != "report"):
                return _steered(request, writing, form, found.door)
            writing.data["what"] = {"text": form.cleaned_data["text"]}
            return _keep(request, writing, "intake:who")
        if form.data.get("text"):
            writing.data["typed"] = form.data["text"]
            drafts.keep(writing, timezone.now())
    category = Category.objects.get(code=writing.data["category"])
    return render(
        request,
        "intake/public/what.html",
        {
            "step": 4,
            "form": form,
            "category": category,
            "files": held_files(writing.digest),
            "refusals": refusals,
            "max_files": MAX_FILES,
        },
        status=400 if refusals or (request.method == "POST" and form.errors) else 200,
    )


def _take_files(request: HttpRequest, writing: Writing) -> list[str]:
    """Keep what was uploaded; a refused file says why, the others stay."""
    for file in held_files(writing.digest):
        if str(file.ref) == request.POST.get("bo-tep"):
            drop_held(actor=request.actor, file=file)  # type: ignore[attr-defined]
    refusals = []
    for upload in request.FILES.getlist("files"):
        if len(held_files(writing.digest)) >= MAX_FILES:
            refusals.append(_("Mỗi tin kèm được tối đa %(n)d tệp.") % {"n": MAX_FILES})
            break
        try:
            keep_upload(actor=request.actor, upload=upload, held_for=writing.digest)  # type: ignore[attr-defined]
        except Refused as refused:
            refusals.append(f"{upload.name}: {refused.verdict.reason}")
    return refusals


def _steered(request: HttpRequest, writing: Writing, form: WhatForm, door: str) -> HttpResponse:
    """A page that shows the right door. Nothing of the text is kept by this answer; the sender may
    say that it is a report after all (never for a stamped secret)."""
    context = {
        "form": form,
        "door": door,
        "title": steering.TITLES[door],
        "words": steering.DOORS[door],
        "may_go_on": door != steering.SECRET,
        "unit": _citizens_desk(writing)
        if door in (steering.DENUNCIATION, steering.COMPLAINT)
        else None,
    }
    return render(request, "intake/public/steered.html", context, status=422)


def _citizens_desk(writing: Writing) -> Unit | None:
    """The people's committee where the matter happened: it receives citizens."""
    today = timezone.localdate()
    return unit_for(UnitKind.COMMITTEE_COMMUNE, _place_of(writing.data["where"], today), today)


@require_http_methods(["GET", "POST"])
@_with_draft
def who(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := _missing(writing, "who"):
        return gap
    form = WhoForm(request.POST or None, initial=writing.data.get("who", {}))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        writing.data["who"] = data if data["how"] == "named" else {"how": "anonymous"}
        return _keep(request, writing, "intake:check")
    return render(
        request,
        "intake/public/who.html",
        {"step": 5, "form": form},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@_with_draft
def check(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Everything on one page; sending it twice makes one report."""
    if "receipt" in writing.data:
        return redirect("intake:receipt")
    if gap := _missing(writing, "check"):
        return gap
    if request.method == "POST":
        if over_limit(request, "tips", settings.RATE_TIPS_PER_HOUR):
            return render(request, "intake/public/too_many.html", status=429)
        return _send(request, writing)
    category = Category.objects.select_related("parent").get(code=writing.data["category"])
    today = timezone.localdate()
    place = _place_of(writing.data["where"], today)
    context = {
        "draft": writing.data,
        "when": _when_words(writing.data["where"]),
        "hamlet": place if place.level == Level.HAMLET else None,
        "unit": queries.receiving_unit(category, place, today),
        "category": category,
        "files": held_files(writing.digest),
    }
    return render(request, "intake/public/check.html", context)


def _when_words(answers: dict[str, Any]) -> str:
    if answers["occurred_on"]:
        return words.day(date.fromisoformat(answers["occurred_on"]))
    if answers["occurred_note"] == "going_on":
        return _("Nhiều ngày nay, vẫn đang tiếp diễn")
    return _("Không nhớ rõ")


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    now = timezone.now()
    receipt = receive_tip(
        actor=request.actor,  # type: ignore[attr-defined]
        arrival=_arrival(writing, timezone.localdate(now)),
        now=now,
    )
    secret = receipt.secret
    writing.data = {
        "receipt": {"tip": receipt.tip.pk, "secret": secret},
        "ask_group": secrets_group(receipt.tip.code),
    }
    return _keep(request, writing, "intake:receipt")


def secrets_group(code: str) -> int:
    """Which of the five groups the sender types again: by the code, so a reload asks the same."""
    return sum(map(ord, code)) % 5 + 1


def _arrival(writing: Writing, today: date) -> Arrival:
    data = writing.data
    place, who = data["where"], data["who"]
    category = Category.objects.get(code=data["category"])
    where = _place_of(place, today)
    unit = queries.receiving_unit(category, where, today)
    if unit is None:
        raise RuntimeError(f"no receiving unit for {where.code}")
    named = who["how"] == "named"
    return Arrival(
        category=category,
        text=data["what"]["text"],
        place=where,
        unit=unit,
        anonymous=not named,
        idempotency_key=UUID(data["idempotency_key"]),
        place_note=place["place_note"],
        lat=place["lat"],
        lon=place["lon"],
        occurred_on=date.fromisoformat(place["occurred_on"]) if place["occurred_on"] else None,
        occurred_note=place["occurred_note"],
        reporter=Reporter(
            name=who["name"],
            phone=who["phone"],
            email=who["email"],
            may_contact=who["may_contact"],
        )
        if named
        else None,
        held_for=writing.digest,
    )


def _place_of(answers: dict[str, Any], today: date) -> Place:
    """The lowest unit that the sender named, in force today."""
    tries = [
        (answers["hamlet"], Level.HAMLET),
        (answers["place"], Level.COMMUNE),
        (settings.PROVINCE, Level.PROVINCE),
    ]
    for code, level in tries:
        place = place_on(code, today, level) if code else None
        if place is not None:
            return place
    raise RuntimeError("reference data are not loaded")


@require_http_methods(["GET", "POST"])
@_with_draft
def receipt(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The code, the secret, what happens next; the sender proves that it was written down."""
    kept = writing.data.get("receipt")
    if not kept:
        return redirect("intake:start")
    tip = Tip.objects.select_related("unit", "category", "place").get(pk=kept["tip"])
    number = writing.data["ask_group"]
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = codes.read(form.cleaned_data["group"])
        if typed == kept["secret"][(number - 1) * 5 : number * 5]:
            drafts.forget(writing)
            response = render(request, "intake/public/kept.html", {"tip": tip})
            response.delete_cookie(drafts.COOKIE, samesite="Strict")
            return response
        form.add_error(
            "group",
            _("Chưa khớp với nhóm thứ %(n)d; hãy xem lại bản bạn vừa ghi.") % {"n": number},
        )
    context = {
        "tip": tip,
        "code": codes.show(tip.code, settings.CODE_PREFIX),
        "secret": codes.show(kept["secret"]),
        "group_number": number,
        "form": form,
        "shown": deadlines_of(tip)[:3],
        "qr": _qr(tip, kept["secret"]),
    }
    return render(
        request, "intake/public/receipt.html", context, status=400 if form.errors else 200
    )


def _qr(tip: Tip, secret: str) -> str:
    """Code and secret in one square; made here, so that no other party ever sees them."""
    code = codes.show(tip.code, settings.CODE_PREFIX)
    made = segno.make(f"{code} {codes.show(secret)}", error="m")
    return mark_safe(made.svg_inline(scale=3, border=2, omitsize=True))  # noqa: S308 (our own SVG)


@require_http_methods(["POST"])
@_with_draft
def leave(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Quick exit: forget the draft here and go to a harmless page."""
    drafts.forget(writing)
    response = redirect("portal:home")
    response.delete_cookie(drafts.COOKIE, samesite="Strict")
    response["Clear-Site-Data"] = '"cache"'
    return response
