"""Handing over a desk at the change of shift: offer, take, print."""

from django import forms
from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import actions, shifts
from binhyen.domains.intake.models import ShiftHandover, ShiftHandoverLine, Tip
from binhyen.domains.intake.shift_paper import set_shift
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.batch import apart, each
from binhyen.kernel.documents.papers import pdf_response
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.models import User
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.lib import words
from binhyen.lib.listing import Column, asked_page, pager, table
from binhyen.lib.marks import badge, link, moment

_LOOKS = {"waiting": "today", "confirmed": "done", "withdrawn": "plain"}


class OfferForm(forms.Form):
    taker = forms.ModelChoiceField(
        label=gettext_lazy("Người nhận ca"),
        queryset=User.objects.none(),
        error_messages={"required": gettext_lazy("Hãy chọn người nhận ca.")},
    )
    note = forms.CharField(
        label=gettext_lazy("Lời dặn chung"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _columns() -> list[Column[ShiftHandover]]:
    return [
        Column(
            "luc",
            _("Giao lúc"),
            lambda row: link(reverse("intake:shift", args=[row.pk]), words.moment(row.at)),
        ),
        Column("giao", _("Người giao ca"), lambda row: row.giver.full_name),
        Column("nhan", _("Người nhận ca"), lambda row: row.taker.full_name),
        Column(
            "tt",
            _("Trạng thái"),
            lambda row: badge(_LOOKS[row.state], str(row.get_state_display())),
        ),
        Column("xong", _("Nhận lúc"), lambda row: moment(row.settled_at)),
    ]


@require_safe
@staff_only
def shifts_list(request: HttpRequest) -> HttpResponse:
    actor = acting(request)
    rows = ShiftHandover.objects.visible_to(actor).select_related("giver", "taker")
    page = asked_page(request, rows, ("-id",), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        **table(request, _columns(), page.rows),
        "may": shifts.may_hand_over(actor, shifts.desk_unit(actor)),
    }
    return render(request, "intake/shifts.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def offer(request: HttpRequest) -> HttpResponse:
    """What is open and due on one's desk, a word for each or for all, and who takes it."""
    actor, now = acting(request), timezone.now()
    unit_id = shifts.desk_unit(actor)
    shifts.may_hand_over(actor, unit_id).require()
    assert unit_id is not None  # noqa: S101 (may_hand_over)
    if request.method == "GET" and (waiting := _waiting(actor)):
        messages.info(request, _("Lần bàn giao trước của bạn còn chờ người nhận."))
        return redirect("intake:shift", pk=waiting.pk)
    form = OfferForm(request.POST or None)
    people = shifts.takers(actor, unit_id, timezone.localdate(now))
    form.fields["taker"].queryset = people  # type: ignore[attr-defined]
    found = shifts.on_the_desk(actor, unit_id, now)
    tips = list(found[: shifts.MOST_LINES + 1])
    if form.is_valid():
        handover = actions.offer_shift(
            actor=actor,
            unit=Unit.objects.get(pk=unit_id),
            notes=_notes(request, tips),
            now=now,
            **form.cleaned_data,
        )
        messages.success(request, _("Đã giao ca; chờ người nhận xác nhận."))
        return redirect("intake:shift", pk=handover.pk)
    context = {
        "form": form,
        "rows": [(tip, request.POST.get(f"dan-{tip.ref}", "")) for tip in tips],
        "too_many": len(tips) > shifts.MOST_LINES,
        "most": shifts.MOST_LINES,
        "actor_id": actor.user_id,
    }
    status = 400 if form.errors else 200
    return render(request, "intake/shift_offer.html", context, status=status)


def _waiting(actor: Actor) -> ShiftHandover | None:
    """Told before anything is typed, not after."""
    mine = ShiftHandover.objects.visible_to(actor).filter(giver=actor.user)
    return mine.filter(state=ShiftHandover.State.WAITING).order_by("id").first()


def _notes(request: HttpRequest, tips: list[Tip]) -> dict[int, str]:
    typed = {tip.pk: request.POST.get(f"dan-{tip.ref}", "").strip()[:500] for tip in tips}
    return {pk: note for pk, note in typed.items() if note}


@apart
@require_http_methods(["GET", "POST"])
@staff_only
def shift(request: HttpRequest, pk: int) -> HttpResponse:
    """One handover: its taker confirms, its giver may withdraw it, the unit reads it."""
    actor = acting(request)
    with in_scope(actor):
        handover = _find(actor, pk)
        lines = list(_lines(actor, handover))
        if request.method == "GET":
            context = {
                "handover": handover,
                "lines": lines,
                "may_take": shifts.may_take(actor, handover),
                "may_withdraw": shifts.may_withdraw(actor, handover),
            }
            return render(request, "intake/shift.html", context)
    _settle(request, handover, lines)
    return redirect("intake:shift", pk=pk)


def _settle(request: HttpRequest, handover: ShiftHandover, lines: list[ShiftHandoverLine]) -> None:
    """Report by report, then the whole: what was interrupted goes on at the next press."""
    actor, now = acting(request), timezone.now()
    if request.POST.get("buoc") == "rut":
        actions.withdraw_shift(actor=actor, handover=handover, now=now)
        messages.success(request, _("Đã rút lại bàn giao."))
        return
    shifts.may_take(actor, handover).require()
    waiting = [line for line in lines if line.moves and not line.became]
    each(waiting, lambda line: actions.take_over_tip(actor=actor, line=line, now=now))
    actions.confirm_shift(actor=actor, handover=handover, now=now)
    messages.success(request, _("Đã nhận ca."))


def _find(actor: Actor, pk: int) -> ShiftHandover:
    rows = ShiftHandover.objects.visible_to(actor).select_related("giver", "taker", "unit")
    return get_object_or_404(rows, pk=pk)


def _lines(actor: Actor, handover: ShiftHandover) -> QuerySet[ShiftHandoverLine]:
    """Those whose report the reader may see."""
    seen = Tip.objects.visible_to(actor).filter(pk=OuterRef("tip"))
    rows = handover.lines.filter(Exists(seen)).select_related("tip__category", "tip__place")
    return rows.order_by("id")


@require_safe
@staff_only
def shift_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Biên bản bàn giao ca trực as PDF; always in Vietnamese. Names no reporter and no matter."""
    actor = acting(request)
    handover = _find(actor, pk)
    with translation.override("vi"):
        body = set_shift(handover, list(_lines(actor, handover)))
    return pdf_response(body, f"ban-giao-ca-{handover.pk}")
