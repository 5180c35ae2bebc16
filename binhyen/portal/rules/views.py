"""The law's numbers and the calendar: read by the staff, kept by administrators."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.kernel.audit.history import history_of
from binhyen.kernel.people.actor import acting
from binhyen.kernel.workflow import actions, rules
from binhyen.kernel.workflow.models import CalendarDay, CalendarYear, LegalRule
from binhyen.lib.sheets import csv_response, xlsx_response
from binhyen.lib.verdict import Verdict
from binhyen.portal.rules.access import for_staff
from binhyen.portal.rules.forms import (
    DayForm,
    RuleForm,
    VerifyForm,
    VerifyYearForm,
    WithdrawForm,
)
from binhyen.portal.rules.months import months_of

SHEETS = {"xlsx": xlsx_response, "csv": csv_response}
FORMS = {"sua": RuleForm, "kiem-chung": VerifyForm, "bo-kiem-chung": WithdrawForm}


# --- rules ----------------------------------------------------------------------------------------


@require_safe
@for_staff
def rule_list(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    view = request.GET.get("xem", "")
    holding = LegalRule.objects.on(today)
    doubtful = holding.filter(verified_at=None)
    found = {"": holding, "cho": doubtful, "tat-ca": LegalRule.objects.all()}.get(view, holding)
    names = {"": _("Đang có hiệu lực"), "cho": _("Chưa kiểm chứng"), "tat-ca": _("Mọi bản")}
    counts = LegalRule.objects.aggregate(
        all=Count("pk"), holding=Count("pk", _on(today)), doubtful=Count("pk", _doubtful(today))
    )
    numbers = {"": counts["holding"], "cho": counts["doubtful"], "tat-ca": counts["all"]}
    tabs = [
        {"label": name, "url": f"?xem={key}", "count": numbers[key], "current": key == view}
        for key, name in names.items()
    ]
    listed = found.order_by("is_internal", "key", "variant", "valid_from")
    if (kind := request.GET.get("xuat", "")) in SHEETS:
        return SHEETS[kind]("quy-dinh-thoi-han", _rule_heads(), map(_rule_row, listed))
    exports = [
        {"label": label, "url": f"?{urlencode({'xem': view, 'xuat': key})}"}
        for key, label in (("xlsx", "XLSX"), ("csv", "CSV"))
    ]
    context = {"tabs": tabs, "rules": listed, "exports": exports}
    return render(request, "portal/rules/rules.html", context)


def _rule_heads() -> list[str]:
    return [
        *(_("Khóa"), _("Cách hiểu"), _("Tên thời hạn"), _("Bao lâu"), _("Căn cứ")),
        *(_("Nguồn đã xem"), _("Hiệu lực từ"), _("Hết hiệu lực từ"), _("Kiểm chứng lúc")),
    ]


def _rule_row(rule: LegalRule) -> list[Any]:
    verified_at = rule.verified_at and timezone.localtime(rule.verified_at).replace(tzinfo=None)
    return [
        *(rule.key, rule.variant, rule.title, rule.length, rule.basis, rule.source),
        *(rule.valid_from, rule.valid_to, verified_at),
    ]


def _on(today: date) -> Q:
    return Q(valid_from__lte=today) & (Q(valid_to=None) | Q(valid_to__gt=today))


def _doubtful(today: date) -> Q:
    return _on(today) & Q(verified_at=None)


@require_safe
@for_staff
def rule_page(request: HttpRequest, pk: int) -> HttpResponse:
    return _rule_page(request, _rule(pk))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def rule_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The form of an act, open in place on the rule's page; POST acts."""
    rule = _rule(pk)
    rules.may_keep_reference(acting(request)).require()
    if act not in FORMS:
        raise Http404
    form = _form(act, rule, request.POST if request.method == "POST" else None)
    if act == "sua" and form.is_valid():
        _check_start(form, rule)
    if not form.is_valid():
        return _rule_page(request, rule, act, form)
    kept = _do(request, act, rule, form)
    return redirect("portal:rule", pk=kept.pk)


def _check_start(form: RuleForm, rule: LegalRule) -> None:
    if not (verdict := rules.may_replace(rule, form.cleaned_data["valid_from"])):
        form.add_error("valid_from", verdict.reason)


def _rule(pk: int) -> LegalRule:
    rule: LegalRule = get_object_or_404(LegalRule.objects.select_related("verified_by"), pk=pk)
    return rule


def _form(act: str, rule: LegalRule, data: Any) -> Any:
    if act != "sua":
        return FORMS[act](data)
    initial = {
        name: getattr(rule, name)
        for name in ("title", "amount", "measure", "basis", "source", "note")
    }
    return RuleForm(data, initial=initial, counts_back=rule.counts_back)


def _do(request: HttpRequest, act: str, rule: LegalRule, form: Any) -> LegalRule:
    who: dict[str, Any] = {"actor": acting(request), "rule": rule, "now": timezone.now()}
    if act == "sua":
        new = actions.edit_rule(text=form.text(), valid_from=form.cleaned_data["valid_from"], **who)
        messages.success(request, _("Đã lưu bản mới. Thời hạn đã tính trước đây giữ bản cũ."))
        return new
    if act == "kiem-chung":
        actions.verify_rule(compared=form.cleaned_data["compared"], **who)
        messages.success(request, _("Đã ghi nhận kiểm chứng."))
        return rule
    actions.withdraw_verification(reason=form.cleaned_data["reason"], **who)
    messages.success(request, _("Quy định này lại hiện “chưa kiểm chứng”."))
    return rule


def _rule_page(
    request: HttpRequest, rule: LegalRule, act: str = "", form: Any = None
) -> HttpResponse:
    versions = LegalRule.objects.filter(key=rule.key).order_by("variant", "valid_from")
    context = {
        "rule": rule,
        "versions": versions.select_related("verified_by"),
        "acts": _acts(request, rule),
        "act": act,
        "form": form,
        "history": history_of("workflow.legalrule", rule.pk),
    }
    status = 422 if form is not None and form.is_bound else 200
    return render(request, "portal/rules/rule.html", context, status=status)


def _acts(request: HttpRequest, rule: LegalRule) -> list[dict[str, Any]]:
    keeper = rules.may_keep_reference(acting(request))
    still = rules.may_replace(rule, date.max)
    verify = ("bo-kiem-chung", _("Bỏ kiểm chứng"), keeper)
    if not rule.is_verified:
        verify = ("kiem-chung", _("Kiểm chứng"), keeper)
    both: list[tuple[str, str, Verdict]] = [verify, ("sua", _("Sửa"), keeper if still else still)]
    return [
        {
            "label": label,
            "url": reverse("portal:rule_act", args=[rule.pk, act]),
            "allowed": bool(verdict),
            "verdict": verdict,
            "primary": act == "kiem-chung",
        }
        for act, label, verdict in both
    ]


# --- calendar -------------------------------------------------------------------------------------


@require_safe
@for_staff
def calendar_list(request: HttpRequest) -> HttpResponse:
    years = list(CalendarYear.objects.order_by("-year"))
    numbers = {
        row["date__year"]: row
        for row in CalendarDay.objects.values("date__year")
        .annotate(off=Count("pk", Q(is_working=False)), worked=Count("pk", Q(is_working=True)))
        .order_by("date__year")
    }
    rows = [{"year": year, "numbers": numbers.get(year.year)} for year in years]
    following = years[0].year + 1 if years else timezone.localdate().year
    return render(request, "portal/rules/calendars.html", {"rows": rows, "following": following})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def calendar_page(request: HttpRequest, year: int) -> HttpResponse:
    """The year with its special days; POST notes one."""
    if not rules.FIRST_YEAR <= year <= rules.LAST_YEAR:
        raise Http404
    form = DayForm(request.POST or None, year=year)
    if request.method == "POST":
        rules.may_keep_reference(acting(request)).require()
        if form.is_valid() and _mark(request, form):
            return redirect("portal:calendar", year=year)
    return _calendar_page(request, year, form, VerifyYearForm())


def _mark(request: HttpRequest, form: DayForm) -> bool:
    data = form.cleaned_data
    is_working = data["kind"] == DayForm.WORKED
    if not (verdict := rules.may_mark(data["on"], is_working)):
        form.add_error("on", verdict.reason)
        return False
    actions.mark_day(
        actor=acting(request),
        day=data["on"],
        is_working=is_working,
        name=data["name"],
        now=timezone.now(),
    )
    messages.success(request, _("Đã ghi vào lịch. Thời hạn mở từ bây giờ tính theo lịch mới."))
    return True


@require_POST
@for_staff
def calendar_clear(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    day = get_object_or_404(CalendarDay, pk=pk, date__year=year)
    actions.clear_day(actor=acting(request), day=day, now=timezone.now())
    messages.success(request, _("Đã bỏ ngày đó khỏi lịch."))
    return redirect("portal:calendar", year=year)


@require_POST
@for_staff
def calendar_verify(request: HttpRequest, year: int) -> HttpResponse:
    rules.may_keep_reference(acting(request)).require()
    get_object_or_404(CalendarYear, year=year)
    form = VerifyYearForm(request.POST)
    if not form.is_valid():
        return _calendar_page(request, year, DayForm(year=year), form)
    actions.verify_year(
        actor=acting(request),
        year=year,
        source=form.cleaned_data["source"],
        now=timezone.now(),
    )
    messages.success(request, _("Đã ghi nhận kiểm chứng lịch năm."))
    return redirect("portal:calendar", year=year)


def _calendar_page(
    request: HttpRequest, year: int, form: DayForm, verify_form: VerifyYearForm
) -> HttpResponse:
    special = list(CalendarDay.objects.filter(date__year=year).order_by("date"))
    context = {
        "number": year,
        "year": CalendarYear.objects.filter(year=year).first(),
        "special": special,
        "months": months_of(year, special),
        "weekdays": [_("T2"), _("T3"), _("T4"), _("T5"), _("T6"), _("T7"), _("CN")],
        "form": form,
        "verify_form": verify_form,
        "may_keep": rules.may_keep_reference(acting(request)),
        "history": history_of("workflow.calendaryear", year),
    }
    status = 422 if form.errors or verify_form.errors else 200
    return render(request, "portal/rules/calendar.html", context, status=status)
