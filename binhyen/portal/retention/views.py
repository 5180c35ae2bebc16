"""What is kept how long; lists of what could go; who decided; what is held back."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.kernel.audit.history import history_of
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.kernel.retention import actions, rules
from binhyen.kernel.retention.classes import class_called, classes, find_record, passing
from binhyen.kernel.retention.models import Hold, Proposal, ProposalItem, Tombstone
from binhyen.kernel.workflow.rulebook import rulebook
from binhyen.lib.listing import pager, tab
from binhyen.lib.paging import BadCursor, key_page
from binhyen.portal.retention.forms import HoldForm, SentenceForm
from binhyen.portal.rules.access import for_staff

DEEDS = {"dong-y": True, "khong-dong-y": False}
_STATES = ("waiting", "approved", "done", "declined")


@require_safe
@for_staff
def schedule(request: HttpRequest) -> HttpResponse:
    """The whole staff reads what is kept how long, and by which rule."""
    book = rulebook(timezone.localdate())
    context = {
        "classes": [{"one": one, "rule": book.find(one.rule)} for one in classes()],
        "passing": [
            {"one": one, "rule": book.find(one.rule) if one.rule else None} for one in passing()
        ],
        "erased": Tombstone.objects.count(),
        "reads_records": bool(acting(request).reads()),
    }
    return render(request, "portal/retention/schedule.html", context)


# --- proposals ------------------------------------------------------------------------------------


@require_safe
@staff_only
def proposals(request: HttpRequest) -> HttpResponse:
    seen = Proposal.objects.visible_to(acting(request))
    state = request.GET.get("xem", "waiting")
    state = state if state in _STATES else "waiting"
    found = seen.filter(state=state).select_related("made_by")
    try:
        page = key_page(
            found,
            ("-id",),
            page_size(request),
            after=request.GET.get("sau", ""),
            before=request.GET.get("truoc", ""),
            last="cuoi" in request.GET,
        )
    except BadCursor:
        return redirect(request.path)
    titles = {one.key: one.title for one in classes()}
    context = {
        "rows": [{"proposal": one, "title": titles[one.record_class]} for one in page.rows],
        "pager": pager(request, page, ""),
        "tabs": [
            tab(request, Proposal.State(key).label, scope=("xem", key), current=key == state)
            for key in _STATES
        ],
    }
    return render(request, "portal/retention/proposals.html", context)


def _find(request: HttpRequest, ref: UUID) -> Proposal:
    seen = Proposal.objects.visible_to(acting(request)).select_related("rule", "made_by", "unit")
    return get_object_or_404(seen, ref=ref)


@require_safe
@staff_only
def proposal(request: HttpRequest, ref: UUID) -> HttpResponse:
    return _proposal_page(request, _find(request, ref))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def decide(request: HttpRequest, ref: UUID, act: str) -> HttpResponse:
    """Yes or no, with a sentence."""
    if act not in DEEDS:
        raise Http404
    found = _find(request, ref)
    form = SentenceForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        decided = actions.decide(
            actor=acting(request),
            proposal=found,
            approves=DEEDS[act],
            sentence=form.cleaned_data["sentence"],
            now=timezone.now(),
        )
        messages.success(request, _("Đã ghi: %(state)s.") % {"state": decided.get_state_display()})
        return redirect("portal:proposal", ref=ref)
    _verdict(request, found).require()
    return _proposal_page(request, found, act, form)


def _verdict(request: HttpRequest, found: Proposal) -> Any:
    said = list(found.approvals.order_by("id"))
    return rules.may_decide(acting(request), found, said, actions.worked_on(found))


def _proposal_page(
    request: HttpRequest, found: Proposal, act: str = "", form: SentenceForm | None = None
) -> HttpResponse:
    page = key_page(
        found.items.visible_to(acting(request)).select_related("unit"),
        ("id",),
        50,
        after=request.GET.get("sau", "")[:200],
    )
    verdict = _verdict(request, found)
    labels = {"dong-y": _("Đồng ý xóa"), "khong-dong-y": _("Không đồng ý")}
    context = {
        "proposal": found,
        "declared": class_called(found.record_class),
        "items": page.rows,
        "pager": pager(request, page, ""),
        "approvals": found.approvals.select_related("user").order_by("id"),
        "needed": rules.NEEDED,
        "acts": [
            {
                "label": label,
                "url": reverse("portal:proposal_decide", args=[found.ref, name]) + "#viec",
                "allowed": bool(verdict),
                "verdict": verdict,
                "primary": name == "dong-y",
            }
            for name, label in labels.items()
        ],
        "act": act,
        "act_label": labels.get(act, ""),
        "form": form,
        "history": history_of("retention.proposal", found.pk),
        "may_leave_out": bool(rules.may_leave_out(acting(request), found)),
    }
    status = 400 if form is not None and form.errors else 200
    return render(request, "portal/retention/proposal.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def leave_out(request: HttpRequest, ref: UUID, pk: int) -> HttpResponse:
    found = _find(request, ref)
    item = get_object_or_404(
        ProposalItem.objects.visible_to(acting(request)).select_related("proposal"),
        proposal=found,
        pk=pk,
        state=ProposalItem.State.LISTED,
    )
    rules.may_leave_out(acting(request), found).require()
    form = SentenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.leave_out(
            actor=acting(request),
            item=item,
            reason=form.cleaned_data["sentence"],
            now=timezone.now(),
        )
        messages.success(request, _("Hồ sơ đó được để lại."))
        return redirect("portal:proposal", ref=ref)
    back = reverse("portal:proposal", args=[ref])
    return _act_page(request, _("Để lại: %(label)s") % {"label": item.label}, form, back)


# --- holds ----------------------------------------------------------------------------------------


@require_safe
@staff_only
def holds(request: HttpRequest) -> HttpResponse:
    seen = Hold.objects.visible_to(acting(request)).select_related("placed_by", "lifted_by", "unit")
    past = request.GET.get("xem") == "da-bo"
    today = timezone.localdate()
    found = seen.exclude(pk__in=seen.running(today).values("pk")) if past else seen.running(today)
    try:
        page = key_page(found, ("-id",), page_size(request), after=request.GET.get("sau", ""))
    except BadCursor:
        return redirect(request.path)
    context = {
        "rows": [
            {"hold": one, "may_lift": bool(rules.may_lift(acting(request), one))}
            for one in page.rows
        ],
        "pager": pager(request, page, ""),
        "tabs": [
            tab(request, _("Đang giữ"), scope=("xem", ""), current=not past),
            tab(request, _("Đã thôi giữ"), scope=("xem", "da-bo"), current=past),
        ],
    }
    return render(request, "portal/retention/holds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def hold(request: HttpRequest, slug: str, ref: UUID) -> HttpResponse:
    """Keep one record back, whatever its time."""
    seen = find_record(slug, ref, acting(request))
    if seen is None:
        raise Http404
    declared, found = seen
    rules.may_hold(acting(request), found.unit_id).require()
    form = HoldForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        until: date | None = form.cleaned_data["until"]
        actions.place_hold(
            actor=acting(request),
            kind=declared.kind,
            found=found,
            reason=form.cleaned_data["sentence"],
            until=until,
            now=timezone.now(),
        )
        messages.success(request, _("Hồ sơ được giữ lại: không ai xóa được trong thời gian này."))
        return redirect(declared.url(ref))
    heading = _("Giữ lại hồ sơ: %(label)s") % {"label": found.label}
    return _act_page(request, heading, form, declared.url(ref))


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Hold.objects.visible_to(acting(request)), pk=pk)
    rules.may_lift(acting(request), found).require()
    form = SentenceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        actions.lift_hold(
            actor=acting(request),
            hold=found,
            reason=form.cleaned_data["sentence"],
            now=timezone.now(),
        )
        messages.success(request, _("Đã bỏ lệnh giữ."))
        return redirect("portal:holds")
    heading = _("Bỏ lệnh giữ: %(label)s") % {"label": found.label}
    return _act_page(request, heading, form, reverse("portal:holds"))


def _act_page(request: HttpRequest, heading: str, form: Any, back: str) -> HttpResponse:
    context = {
        "act_heading": heading,
        "form": form,
        "button": _("Ghi lại"),
        "back_url": back,
        "person": None,
    }
    status = 400 if form.errors else 200
    return render(request, "portal/people/act.html", context, status=status)
