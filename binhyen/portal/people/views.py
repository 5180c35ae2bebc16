"""/nhan-su/: administrators look after the people of their unit and of those below it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binhyen.kernel.audit.history import history_of
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people import actions, rules
from binhyen.kernel.people.actor import acting
from binhyen.kernel.people.models import Duty, Role, User
from binhyen.kernel.people.queries import (
    PeopleFilter,
    administered_units,
    people_under,
    units_of,
)
from binhyen.lib.listing import address, asked_page, pager, table
from binhyen.lib.verdict import Refused, no
from binhyen.portal.desk.access import signed_in
from binhyen.portal.people.forms import (
    DutyForm,
    EndDutyForm,
    HandOverForm,
    InviteForm,
    PeopleFilterForm,
    PersonForm,
    ReasonForm,
)
from binhyen.portal.people.invitations import send_or_show_link
from binhyen.portal.people.listing import columns, exports_of

SIZE = 50
reads_and_writes = require_http_methods(["GET", "HEAD", "POST"])


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponseBase]:
    """An account without a duty finds nothing; a colleague reads why not."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        actor = acting(request)
        if not actor.is_staff:
            raise Http404
        if Role.ADMINISTRATOR not in actor.roles:
            no(
                _("Danh sách tài khoản do quản trị viên của đơn vị quản lý. Hãy nhờ quản trị viên.")
            ).require()
        return view(request, *args, **kwargs)

    return signed_in(run)


@require_safe
@administrators_only
def people(request: HttpRequest) -> HttpResponse:
    form = PeopleFilterForm(request.GET, units=_units(request))
    found = people_under(acting(request), timezone.localdate(), asked(form))
    if request.GET.get("tep"):
        return exports_of(found, request.GET["tep"])
    page = asked_page(request, found, ("sort_key", "id"), SIZE)
    count = ngettext("%(count)s người", "%(count)s người", len(page.rows))
    context = {
        "filters": form,
        **table(request, columns(), page.rows),
        "pager": pager(request, page, count % {"count": len(page.rows)}),
        "exports": [
            {"label": kind.upper(), "url": address(request, tep=kind)} for kind in ("xlsx", "csv")
        ],
    }
    return render(request, "portal/people/list.html", context)


def asked(form: PeopleFilterForm) -> PeopleFilter:
    """What the filter says; a value that does not exist filters nothing out."""
    form.is_valid()
    data = form.cleaned_data
    return PeopleFilter(
        name=data.get("ten") or "",
        unit_id=data.get("don_vi") or None,
        role=data.get("vai_tro") or "",
        state=data.get("trang_thai") or "active",
    )


@require_safe
@administrators_only
def person(request: HttpRequest, ref: str) -> HttpResponse:
    return _record(request, _found(request, ref))


@reads_and_writes
@administrators_only
def invite(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = InviteForm(request.POST or None, units=_units(request), today=today)
    if form.is_valid():
        data = form.cleaned_data
        user = _tried(
            form,
            lambda: actions.create_account(
                actor=acting(request),
                today=today,
                **{**data, "email": data["email"] or None, "phone": data["phone"] or None},
            ),
        )
        if user is not None:
            return send_or_show_link(request, user, invited=True)
    return _act(request, _("Lập tài khoản"), form, _("Lập tài khoản"), reverse("people:list"))


@reads_and_writes
@administrators_only
def change(request: HttpRequest, ref: str) -> HttpResponse:
    user = _found(request, ref)
    form = PersonForm(request.POST) if request.method == "POST" else PersonForm.of(user)
    if form.is_valid():
        data = form.cleaned_data
        done = _tried(
            form,
            lambda: actions.change_account(
                actor=acting(request),
                user=user,
                today=timezone.localdate(),
                **{**data, "email": data["email"] or None, "phone": data["phone"] or None},
            ),
        )
        if done is not None:
            messages.success(request, _("Đã lưu."))
            return redirect("people:person", ref=ref)
    return _act(request, _("Sửa thông tin"), form, _("Lưu"), _url(user), user)


@reads_and_writes
@administrators_only
def give(request: HttpRequest, ref: str) -> HttpResponse:
    user = _found(request, ref)
    form = DutyForm(request.POST or None, units=_units(request), today=timezone.localdate())
    if form.is_valid():
        done = _tried(
            form,
            lambda: actions.give_duty(actor=acting(request), user=user, **form.cleaned_data),
        )
        if done is not None:
            messages.success(request, _("Đã giao nhiệm vụ."))
            return redirect("people:person", ref=ref)
    return _act(request, _("Giao nhiệm vụ"), form, _("Giao nhiệm vụ"), _url(user), user)


@reads_and_writes
@administrators_only
def end(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    user = _found(request, ref)
    duty = get_object_or_404(Duty.objects.select_related("unit"), pk=pk, user=user)
    initial = {"on": timezone.localdate()}
    form = EndDutyForm(request.POST or None, initial=initial)
    if form.is_valid():
        data = form.cleaned_data
        done = _tried(
            form,
            lambda: (
                actions.end_duty(actor=acting(request), duty=duty, **data),
                True,
            ),
        )
        if done is not None:
            messages.success(request, _("Đã kết thúc nhiệm vụ."))
            return redirect("people:person", ref=ref)
    return _act(request, _("Kết thúc nhiệm vụ"), form, _("Kết thúc"), _url(user), user, duty)


@reads_and_writes
@administrators_only
def hand_over(request: HttpRequest, ref: str, pk: int) -> HttpResponse:
    user = _found(request, ref)
    duty = get_object_or_404(Duty.objects.select_related("unit"), pk=pk, user=user)
    today = timezone.localdate()
    others = people_under(acting(request), today, PeopleFilter()).exclude(pk=user.pk)
    form = HandOverForm(request.POST or None, people=others, initial={"on": today})
    if form.is_valid():
        done = _tried(
            form,
            lambda: actions.hand_over_duty(actor=acting(request), duty=duty, **form.cleaned_data),
        )
        if done is not None:
            messages.success(
                request, _("Đã bàn giao nhiệm vụ cho %(person)s.") % {"person": done.user}
            )
            return redirect("people:person", ref=ref)
    return _act(request, _("Bàn giao nhiệm vụ"), form, _("Bàn giao"), _url(user), user, duty)


# What is done to an account with a reason: heading, button, sentence afterwards.
_WITH_REASON: dict[str, tuple[str, Callable[..., object]]] = {
    "ngung": ("close", actions.deactivate_account),
    "mo-lai": ("reopen", actions.reopen_account),
    "go-bao-ve": ("reset", actions.reset_second_factor),
}


def _words(deed: str) -> tuple[str, str, str]:
    return {
        "close": (_("Ngừng dùng tài khoản"), _("Ngừng dùng"), _("Tài khoản đã ngừng dùng.")),
        "reopen": (_("Mở lại tài khoản"), _("Mở lại"), _("Tài khoản dùng lại được.")),
        "reset": (
            _("Gỡ lớp bảo vệ thứ hai"),
            _("Gỡ để đặt lại"),
            _("Lần đăng nhập sau sẽ đặt lớp bảo vệ mới."),
        ),
    }[deed]


@reads_and_writes
@administrators_only
def with_reason(request: HttpRequest, ref: str, deed: str) -> HttpResponse:
    """Close, reopen, or take the second factor off: each asks why."""
    if deed not in _WITH_REASON:
        raise Http404
    user = _found(request, ref)
    name, action = _WITH_REASON[deed]
    heading, button, done_words = _words(name)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        done = _tried(
            form,
            lambda: (
                action(
                    actor=acting(request),
                    user=user,
                    today=timezone.localdate(),
                    reason=form.cleaned_data["reason"],
                ),
                True,
            ),
        )
        if done is not None:
            messages.success(request, done_words)
            return redirect("people:person", ref=ref)
    return _act(request, heading, form, button, _url(user), user)


@require_POST
@administrators_only
def link(request: HttpRequest, ref: str) -> HttpResponse:
    """A new one-time link for setting the password: mailed, or shown to be handed over."""
    user = _found(request, ref)
    return send_or_show_link(request, user, invited=False)


def _units(request: HttpRequest) -> Any:
    below = administered_units(acting(request))
    return Unit.objects.on(timezone.localdate()).filter(pk__in=below).order_by("kind", "name")


def _found(request: HttpRequest, ref: str) -> User:
    under = people_under(acting(request), timezone.localdate(), PeopleFilter(state="all"))
    return get_object_or_404(under, ref=ref)


def _url(user: User) -> str:
    return reverse("people:person", kwargs={"ref": user.ref})


def _tried(form: Form, act: Callable[[], Any]) -> Any:
    """The act's result, or None with the refusal's sentence above the form: nothing is lost."""
    try:
        return act()
    except Refused as refusal:
        form.add_error(None, refusal.verdict.reason)
        return None


def _act(
    request: HttpRequest,
    heading: str,
    form: Form,
    button: str,
    back: str,
    user: User | None = None,
    duty: Duty | None = None,
) -> HttpResponse:
    status = 422 if form.errors else 200
    shown = {
        "act_heading": heading,
        "form": form,
        "button": button,
        "back_url": back,
        "person": user,
        "duty": duty,
    }
    return render(request, "portal/people/act.html", shown, status=status)


def _record(request: HttpRequest, user: User) -> HttpResponse:
    today = timezone.localdate()
    actor = acting(request)
    duties = user.duties.select_related("unit", "handed_over_to__user").order_by(
        "-valid_from", "-pk"
    )
    verdict = rules.may_change_account(actor, user, units_of(user, today))
    return render(
        request,
        "portal/people/person.html",
        {
            "person": user,
            "duties": [(duty, duty.valid_to is None or duty.valid_to > today) for duty in duties],
            "acts": _acts(user, verdict),
            "history": [(line, _facts(line.facts)) for line in history_of("people.user", user.pk)],
        },
    )


def _acts(user: User, verdict: Any) -> list[dict[str, Any]]:
    def one(label: str, name: str, primary: bool = False, **more: str) -> dict[str, Any]:
        url = reverse(f"people:{name}", kwargs={"ref": user.ref, **more})
        return {
            "label": label,
            "url": url,
            "allowed": bool(verdict),
            "verdict": verdict,
            "primary": primary,
        }

    found = [one(_("Sửa thông tin"), "change")]
    if user.is_active:
        found.insert(0, one(_("Giao nhiệm vụ"), "give", primary=True))
        found.append(one(_("Gỡ lớp bảo vệ thứ hai"), "with-reason", deed="go-bao-ve"))
        found.append(one(_("Ngừng dùng"), "with-reason", deed="ngung"))
    else:
        found.append(one(_("Mở lại"), "with-reason", deed="mo-lai"))
    return found


def _facts(facts: dict[str, object]) -> list[str]:
    """What of the trail helps a reader: the role, the day, the reason."""
    words = []
    if (role := facts.get("role")) in Role.values:
        words.append(str(Role(str(role)).label))
    for key in ("start", "on"):
        if day := facts.get(key):
            year, month, number = str(day).split("-")
            words.append(_("từ ngày %(day)s") % {"day": f"{number}/{month}/{year}"})
    if reason := facts.get("reason"):
        words.append(str(reason))
    return words
