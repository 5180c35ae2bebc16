"""/danh-tinh/: who opened or tried to open what and why; never what was opened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.people.models import Role
from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.workflow.today import Described, described
from binhyen.lib.listing import Column, asked_page, pager, tab, table
from binhyen.lib.marks import Shown, badge, joined, link, moment, soft
from binhyen.lib.verdict import YES, Verdict, no
from binhyen.portal.desk.access import signed_in

PAGE = 50


def may_look_into(actor: Actor) -> Verdict:
    if actor.roles & {Role.LEADER, Role.SUPERVISOR}:
        return YES
    return no(_("Danh sách các lần mở danh tính dành cho chỉ huy và người theo dõi cấp trên."))


@require_safe
@signed_in
def openings(request: HttpRequest) -> HttpResponse:
    """Every try in the units the actor answers for, newest first."""
    actor = acting(request)
    if not actor.is_staff:
        raise Http404
    may_look_into(actor).require()
    found = Opening.objects.visible_to(actor)
    labels = {"": _("Tất cả"), "mo": _("Đã mở"), "tu-choi": _("Bị từ chối")}
    view = request.GET.get("xem", "")
    found = {"mo": found.opened(), "tu-choi": found.refused()}.get(view, found)
    page = asked_page(request, found.select_related("user", "unit"), ("-id",), PAGE)
    records = described(((row.case_kind, row.case_id) for row in page.rows if row.case_id), actor)
    context = {
        "pager": pager(request, page, ""),
        "views": [
            tab(request, label, scope=("xem", key), current=key == view)
            for key, label in labels.items()
        ],
        **table(request, _columns(records), page.rows),
    }
    return render(request, "portal/reveal/openings.html", context)


def _columns(records: dict[tuple[str, int], Described]) -> list[Column[Opening]]:
    def who(row: Opening) -> Shown:
        name = row.user.full_name if row.user else _("không rõ")
        return joined(name, soft(row.unit.name, "small") if row.unit else "", between="<br>")

    def what(row: Opening) -> Shown:
        record = records.get((row.case_kind, row.case_id or 0))
        return link(record.url, record.title) if record else "–"

    def why(row: Opening) -> Shown:
        return joined(row.get_reason_display(), soft(row.note, "small"), between="<br>")

    def outcome(row: Opening) -> Shown:
        opened = row.outcome == Opening.Outcome.OPENED
        return badge("done" if opened else "late", row.get_outcome_display())

    return [
        Column("luc", _("Lúc"), lambda row: moment(row.at)),
        Column("ai", _("Cán bộ"), who),
        Column("hoso", _("Hồ sơ"), what),
        Column("lydo", _("Lý do"), why),
        Column("ketqua", _("Kết quả"), outcome),
    ]
