"""The citizen's pages: one thing a page, from "in danger now?" to the receipt."""

import json
from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.domains.intake import drafts, queries, steering
from binhyen.domains.intake.actions import Arrival, Reporter, receive_tip
from binhyen.domains.intake.citizen_forms import WHO_HELPS, GroupForm, WhatForm, WhoForm
from binhyen.domains.intake.conflicts import Route, nameable_units, route_of_report
from binhyen.domains.intake.drafts import Writing
from binhyen.domains.intake.gate import Gate, asks_proof, bounded_files, may_send, subject
from binhyen.domains.intake.models import Category, Tip
from binhyen.domains.intake.steps import forget_cookie, keep_and_go, missing, with_draft
from binhyen.kernel.audit.scope import open_door
from binhyen.kernel.documents.actions import drop_held, keep_upload
from binhyen.kernel.documents.queries import held_files
from binhyen.kernel.documents.serving import serve_thumbnail
from binhyen.kernel.documents.showing import ShownFile, shown_files
from binhyen.kernel.documents.uploads import later, takes_files
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.org.queries import unit_for
from binhyen.kernel.people.actor import acting
from binhyen.kernel.places.models import Level, Place
from binhyen.kernel.places.queries import place_on
from binhyen.kernel.workflow.deadlines import deadlines_of, show_deadlines
from binhyen.lib import codes, words
from binhyen.lib.phones import spoken_phone
from binhyen.lib.proofs import challenge_for
from binhyen.lib.squares import square_of
from binhyen.lib.verdict import Refused, Unavailable

MAX_FILES = 5


@require_safe
@never_cache
def start(request: HttpRequest) -> HttpResponse:
    """In danger now? The phone comes before any form."""
    return render(request, "intake/public/start.html", {"step": 1})


@require_http_methods(["GET", "POST"])
@with_draft
def category(request: HttpRequest, writing: Writing) -> HttpResponse:
    """What is it about: search by words, or group, then item."""
    active = Category.objects.filter(is_active=True)
    error = ""
    if request.method == "POST":
        code = request.POST.get("category", "").replace("\x00", "")
        chosen = active.filter(code=code, parent__isnull=False).first()
        if chosen is not None:
            writing.data["category"] = chosen.code
            return keep_and_go(request, writing, "intake:where")
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
@bounded_files
@takes_files(only_if=lambda request: drafts.COOKIE in request.COOKIES)
@with_draft
def what(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := missing(writing, "what"):
        return gap
    kept = writing.data.get("what", {})
    only_files = bool({"them-tep", "bo-tep"} & request.POST.keys())
    form = WhatForm(None if only_files else request.POST or None, initial=kept)
    refusals: list[str] = []
    trouble = 400
    if request.method == "POST":
        refusals, trouble = _take_files(request, writing)
        if not only_files and form.is_valid() and not refusals:
            found = form.steering()
            if found and (found.is_certain or request.POST.get("door") != "report"):
                return _steered(request, writing, form, found.door)
            writing.data["what"] = form.answers()
            return keep_and_go(request, writing, "intake:who")
        if only_files:
            drafts.keep(writing, timezone.now())
            asked = ("text", "about_police", "police_unit")
            form = WhatForm(initial={name: request.POST.get(name, "") for name in asked})
    category = Category.objects.get(code=writing.data["category"])
    page = render(
        request,
        "intake/public/what.html",
        {
            "step": 4,
            "form": form,
            "category": category,
            "files": _held(writing),
            "refusals": refusals,
            "max_files": MAX_FILES,
        },
        status=trouble if refusals else 400 if request.method == "POST" and form.errors else 200,
    )
    return later(page) if page.status_code == 503 else page


def _held(writing: Writing) -> list[ShownFile]:
    return shown_files(held_files(writing.digest), "intake:held_thumbnail")


@require_safe
@with_draft
def held_thumbnail(request: HttpRequest, writing: Writing, ref: UUID) -> HttpResponseBase:
    """The small picture of a file not yet sent, to the one who holds the draft."""
    for file in held_files(writing.digest):
        if file.ref == ref:
            return serve_thumbnail(file)
    raise Http404


def _take_files(request: HttpRequest, writing: Writing) -> tuple[list[str], int]:
    """Keep what was uploaded; a refused file says why, the others stay. With the status of the
    refusals: 503 when it is no fault of the files."""
    for file in held_files(writing.digest):
        if str(file.ref) == request.POST.get("bo-tep"):
            drop_held(actor=acting(request), file=file)
    refusals, status = [], 400
    for upload in request.FILES.getlist("files"):
        if len(held_files(writing.digest)) >= MAX_FILES:
            refusals.append(_("Mỗi tin kèm được tối đa %(n)d tệp.") % {"n": MAX_FILES})
            break
        try:
            keep_upload(actor=acting(request), upload=upload, held_for=writing.digest)
        except Refused as refused:
            refusals.append(f"{upload.name}: {refused.verdict.reason}")
            status = 503 if isinstance(refused, Unavailable) else status
    return refusals, status


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
@with_draft
def who(request: HttpRequest, writing: Writing) -> HttpResponse:
    if gap := missing(writing, "who"):
        return gap
    form = WhoForm(request.POST or None, initial=writing.data.get("who", {}))
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        writing.data["who"] = data if data["how"] == "named" else {"how": "anonymous"}
        return keep_and_go(request, writing, "intake:check")
    return render(
        request,
        "intake/public/who.html",
        {"step": 5, "form": form, "helps": WHO_HELPS},
        status=400 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
@with_draft
def check(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Everything on one page; sending it twice makes one report."""
    if "receipt" in writing.data:
        return redirect("intake:receipt")
    if gap := missing(writing, "check"):
        return gap
    gate = Gate.OPEN
    if request.method == "POST":
        gate = may_send(request, UUID(writing.data["idempotency_key"]))
        if gate is Gate.CLOSED:
            return render(request, "intake/public/too_many.html", status=429)
        if gate is Gate.OPEN:
            return _send(request, writing)
    category = Category.objects.select_related("parent").get(code=writing.data["category"])
    today = timezone.localdate()
    place = _place_of(writing.data["where"], today)
    route = _route(writing.data["what"], place, today)
    context = {
        "draft": writing.data,
        "when": _when_words(writing.data["where"]),
        "hamlet": place if place.level == Level.HAMLET else None,
        "unit": route.to if route else queries.receiving_unit(category, place, today),
        "goes_past": Unit.objects.filter(pk__in=route.units).order_by("pk") if route else [],
        "category": category,
        "files": _held(writing),
        "phone": _spoken(writing),
        "proof_is_missing": gate is Gate.PROOF,
        "challenge": _challenge(request, writing),
    }
    status = 429 if gate is Gate.PROOF else 200
    return render(request, "intake/public/check.html", context, status=status)


def _challenge(request: HttpRequest, writing: Writing) -> str:
    """What the device has to solve meanwhile, as JSON; "" when nothing is asked."""
    if not asks_proof(request):
        return ""
    return json.dumps(challenge_for(subject(UUID(writing.data["idempotency_key"]))))


def _spoken(writing: Writing) -> str:
    phone = writing.data["who"].get("phone", "")
    return spoken_phone(phone) if phone else ""


def _when_words(answers: dict[str, Any]) -> str:
    if answers["occurred_on"]:
        return words.day(date.fromisoformat(answers["occurred_on"]))
    if answers["occurred_note"] == "going_on":
        return _("Nhiều ngày nay, vẫn đang tiếp diễn")
    return _("Không nhớ rõ")


def _send(request: HttpRequest, writing: Writing) -> HttpResponse:
    now = timezone.now()
    receipt = receive_tip(
        actor=acting(request),
        arrival=_arrival(writing, timezone.localdate(now)),
        now=now,
    )
    secret = receipt.secret
    writing.data = {
        "receipt": {"tip": receipt.tip.pk, "secret": secret},
        "ask_group": secrets_group(receipt.tip.code),
    }
    return keep_and_go(request, writing, "intake:receipt")


def secrets_group(code: str) -> int:
    """Which of the five groups the sender types again: by the code, so a reload asks the same."""
    return sum(map(ord, code)) % 5 + 1


def _arrival(writing: Writing, today: date) -> Arrival:
    data = writing.data
    place, who = data["where"], data["who"]
    category = Category.objects.get(code=data["category"])
    where = _place_of(place, today)
    route = _route(data["what"], where, today)
    unit = route.to if route else queries.receiving_unit(category, where, today)
    if unit is None:
        raise RuntimeError(f"no receiving unit for {where.code}")
    named = who["how"] == "named"
    return Arrival(
        category=category,
        text=data["what"]["text"],
        place=where,
        unit=unit,
        route=route,
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


def _route(answers: dict[str, Any], place: Place, today: date) -> Route | None:
    """Past whom the report goes, when its sender says that it is about the police."""
    if not answers.get("about_police"):
        return None
    named = nameable_units(today).filter(pk=answers["police_unit"]).first()
    return route_of_report(named, place, today)


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
@with_draft
def receipt(request: HttpRequest, writing: Writing) -> HttpResponse:
    """The code, the secret, what happens next; the sender proves that it was written down."""
    kept = writing.data.get("receipt")
    if not kept:
        return redirect("intake:start")
    open_door(tip=str(kept["tip"]))
    tip = Tip.objects.select_related("unit", "category", "place").get(pk=kept["tip"])
    number = writing.data["ask_group"]
    form = GroupForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        typed = codes.read(form.cleaned_data["group"])
        if typed == kept["secret"][(number - 1) * 5 : number * 5]:
            drafts.forget(writing)
            return forget_cookie(render(request, "intake/public/kept.html", {"tip": tip}))
        form.add_error(
            "group",
            _("Chưa khớp với nhóm thứ %(n)d; hãy xem lại bản bạn vừa ghi.") % {"n": number},
        )
    show_deadlines(tip)
    code, secret = codes.show(tip.code, settings.CODE_PREFIX), codes.show(kept["secret"])
    context = {
        "tip": tip,
        "code": code,
        "secret": secret,
        "group_number": number,
        "form": form,
        "promises": queries.promises_of(tip, deadlines_of(tip)),
        "qr": square_of(f"{code} {secret}"),
    }
    return render(
        request, "intake/public/receipt.html", context, status=400 if form.errors else 200
    )


@require_POST
@with_draft
def leave(request: HttpRequest, writing: Writing) -> HttpResponse:
    """Drop the draft and its files at once, without sending."""
    drafts.forget(writing)
    response = forget_cookie(redirect("portal:home"))
    response["Clear-Site-Data"] = '"cache"'
    return response
