"""The library of prepared texts, and answers that a leader should look at."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from binhyen.domains.intake import actions, response_rules, responses
from binhyen.domains.intake.models import Answer, Category, ResponseText, Status
from binhyen.domains.intake.response_forms import LOOK, LookForm, ResponseForm, version_of
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.staff import page_size, staff_only
from binhyen.lib import filling, words
from binhyen.lib.listing import Column, address_of, asked_page, pager, table
from binhyen.lib.marks import badge, joined, link, moment, soft


def _text_columns() -> list[Column[Any]]:
    states, whole = {str(k): str(v) for k, v in Status.choices}, _("Cả tỉnh")
    by_itself, gone, every = (
        badge("info", _("tự gửi")),
        badge("plain", _("thôi dùng")),
        _("Mọi lĩnh vực"),
    )

    def name(row: Any) -> Any:
        return joined(
            link(reverse("intake:response", args=[row.pk]), row.title),
            by_itself if row.is_automatic else "",
            gone if row.withdrawn_on else "",
        )

    def version(row: Any) -> Any:
        if row.version_number is None:
            return soft(_("chưa đến ngày dùng"))
        return _("bản %(n)s từ %(day)s") % {
            "n": row.version_number,
            "day": words.day(row.version_from),
        }

    return [
        Column("ten", _("Mẫu"), name),
        Column("khi", _("Khi tin"), lambda row: states[row.state]),
        Column("linhvuc", _("Lĩnh vực"), lambda row: row.category.title if row.category else every),
        Column("donvi", _("Dùng cho"), lambda row: row.unit.name if row.unit else whole),
        Column("ban", _("Bản"), version),
    ]


@require_safe
@staff_only
def library(request: HttpRequest) -> HttpResponse:
    rows = responses.library(acting(request), timezone.localdate())
    page = asked_page(request, rows, ("state", "id"), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        **table(request, _text_columns(), page.rows),
        "may_write": response_rules.may_write_some(acting(request)),
    }
    return render(request, "intake/responses.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def write(request: HttpRequest) -> HttpResponse:
    """A new text: looked at as the reporter will read it, then kept."""
    response_rules.may_write_some(acting(request)).require()
    today = timezone.localdate()
    form = ResponseForm(
        request.POST or None,
        actor=acting(request),
        today=today,
        response=None,
        initial={"valid_from": today},
    )
    if form.is_valid() and request.POST.get("buoc") != LOOK:
        given = form.cleaned_data
        actions.write_response(
            actor=acting(request),
            unit=Unit.objects.get(pk=given["unit"]) if given["unit"] else None,
            category=Category.objects.get(pk=given["category"]) if given["category"] else None,
            state=given["state"],
            is_automatic=given["is_automatic"],
            wording=_wording(given),
            now=timezone.now(),
        )
        messages.success(request, _("Đã lưu mẫu “%(title)s”.") % {"title": given["title"]})
        return redirect("intake:responses")
    return _page(request, form, None)


@require_http_methods(["GET", "POST"])
@staff_only
def response(request: HttpRequest, pk: int) -> HttpResponse:
    """One text with its versions; its leaders write the next version or withdraw it."""
    actor, now = acting(request), timezone.now()
    found = get_object_or_404(
        ResponseText.objects.visible_to(actor).select_related("unit", "category"), pk=pk
    )
    today = timezone.localdate(now)
    latest = version_of(found, today)
    initial = {
        "title": found.title,
        "text": latest.text if latest else "",
        "text_en": latest.text_en if latest else "",
        "valid_from": today,
    }
    form = ResponseForm(
        request.POST or None, actor=actor, today=today, response=found, initial=initial
    )
    if request.POST.get("buoc") == "thoi-dung":
        actions.withdraw_response(actor=actor, response=found, now=now)
        messages.success(request, _("Mẫu này không được đưa ra chọn nữa."))
        return redirect("intake:responses")
    if form.is_valid() and request.POST.get("buoc") != LOOK:
        actions.rewrite_response(
            actor=actor, response=found, wording=_wording(form.cleaned_data), now=now
        )
        messages.success(request, _("Đã lưu bản mới của mẫu “%(title)s”.") % {"title": found.title})
        return redirect("intake:response", pk=found.pk)
    return _page(request, form, found)


def _wording(given: dict[str, Any]) -> actions.Wording:
    return actions.Wording(given["title"], given["text"], given["text_en"], given["valid_from"])


def _page(request: HttpRequest, form: ResponseForm, found: ResponseText | None) -> HttpResponse:
    sample = responses.sample_values()
    look = form.is_bound and form.is_valid()
    context = {
        "form": form,
        "response": found,
        "may": response_rules.may_write_response(acting(request), found.unit_id)
        if found
        else response_rules.may_write_some(acting(request)),
        "versions": found.versions.select_related("author").order_by("-number") if found else (),
        "preview": filling.fill(form.cleaned_data["text"], sample) if look else "",
        "preview_en": filling.fill(form.cleaned_data["text_en"], sample) if look else "",
    }
    status = 400 if form.errors else 200
    return render(request, "intake/response.html", context, status=status)


# --- answers to look at --------------------------------------------------------------------------


def _answer_columns() -> list[Column[Answer]]:
    return [
        Column(
            "viec",
            _("Việc"),
            lambda row: link(address_of("intake:record", row.tip.ref), row.tip.category.title),
        ),
        Column("vi", _("Điều cần xem"), lambda row: badge("today", row.get_flaw_display())),
        Column("mau", _("Theo mẫu"), lambda row: row.version.response.title if row.version else ""),
        Column("donvi", _("Đơn vị trả lời"), lambda row: row.unit.name),
        Column("luc", _("Gửi lúc"), lambda row: moment(row.at)),
        Column(
            "xem",
            _("Xem lại"),
            lambda row: link(reverse("intake:answer", args=[row.pk]), _("Mở")),
        ),
    ]


@require_safe
@staff_only
def answers(request: HttpRequest) -> HttpResponse:
    """Answers that may lack substance: about the answer, never about who wrote it."""
    rows = responses.to_look_at(acting(request))
    page = asked_page(request, rows, ("id",), page_size(request))
    context = {
        "pager": pager(request, page, ""),
        **table(request, _answer_columns(), page.rows),
    }
    return render(request, "intake/answers.html", context)


@require_http_methods(["GET", "POST"])
@staff_only
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """One such answer beside the report; a leader says that it was looked at."""
    actor = acting(request)
    found = get_object_or_404(responses.to_look_at(actor), pk=pk)
    form = LookForm(request.POST or None)
    if form.is_valid():
        actions.look_at_answer(
            actor=actor, answer=found, note=form.cleaned_data["note"], now=timezone.now()
        )
        messages.success(request, _("Đã ghi là đã xem lại."))
        return redirect("intake:answers")
    context = {"answer": found, "form": form, "may": response_rules.may_look_at(actor, found)}
    return render(request, "intake/answer.html", context)
