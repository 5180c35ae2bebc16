"""/hom-nay/: the staff's home. What is late first, then due today, soon, later; across domains."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from binhyen.kernel.people.actor import Actor, acting
from binhyen.kernel.workflow.today import (
    Bucket,
    Count,
    Page,
    Row,
    Scope,
    badge_counts,
    due_rows,
)
from binhyen.lib import words
from binhyen.lib.listing import Column, table
from binhyen.lib.marks import Shown, due, joined, link, moment, soft, unverified
from binhyen.portal.desk.access import signed_in

SCOPES = {
    "toi": (Scope.MINE, gettext_lazy("Của tôi")),
    "don-vi": (Scope.UNIT, gettext_lazy("Đơn vị tôi")),
    "cap-duoi": (Scope.BELOW, gettext_lazy("Cả cấp dưới")),
}
BUCKETS = {
    "qua-han": (Bucket.LATE, gettext_lazy("Quá hạn")),
    "hom-nay": (Bucket.TODAY, gettext_lazy("Đến hạn hôm nay")),
    "ba-ngay": (Bucket.SOON, gettext_lazy("Ba ngày tới")),
    "sau-do": (Bucket.LATER, gettext_lazy("Sau đó")),
}


@require_safe
@signed_in
def today(request: HttpRequest) -> HttpResponse:
    actor, now = acting(request), timezone.now()
    scope = request.GET.get("cua", "don-vi")
    scope = scope if scope in SCOPES else "don-vi"
    counts = badge_counts(actor, now=now, scope=SCOPES[scope][0])
    bucket = _bucket(request.GET.get("muc", ""), counts)
    page = due_rows(
        actor,
        SCOPES[scope][0],
        BUCKETS[bucket][0],
        now=now,
        after=request.GET.get("sau", ""),
        before=request.GET.get("truoc", ""),
        last="cuoi" in request.GET,
    )
    context = {
        "scopes": _scope_tabs(actor, scope),
        "views": _bucket_tabs(scope, bucket, counts),
        **table(request, _columns(timezone.localdate(now)), page.rows),
        "pager": _pager(scope, bucket, page),
        "bucket": bucket,
        "greeting": _greeting(now),
    }
    return render(request, "portal/desk/today.html", context)


def _bucket(asked: str, counts: dict[Bucket, Count]) -> str:
    """The tab asked for; else the most pressing one that holds something."""
    if asked in BUCKETS:
        return asked
    return next(
        (key for key, (bucket, _label) in BUCKETS.items() if counts[bucket].number), "hom-nay"
    )


def _greeting(now: datetime) -> str:
    return _("Hôm nay, %(day)s") % {"day": words.day(now)}


def _scope_tabs(actor: Actor, chosen: str) -> list[dict[str, Any]]:
    """Those above see what is below them; for the others that tab would say the same again."""
    keys = [key for key in SCOPES if key != "cap-duoi" or actor.reads() - actor.unit_ids]
    return [
        {"label": SCOPES[key][1], "url": f"?cua={key}", "count": None, "current": key == chosen}
        for key in keys
    ]


def _bucket_tabs(scope: str, chosen: str, counts: dict[Bucket, Count]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "url": f"?cua={scope}&muc={key}",
            "count": counts[bucket].number,
            "capped": counts[bucket].capped,
            "current": key == chosen,
        }
        for key, (bucket, label) in BUCKETS.items()
    ]


def _columns(today: date) -> list[Column[Row]]:
    nobody, unproved = soft(_("chưa phân công")), unverified()

    def step(row: Row) -> Shown:
        rule = row.deadline.rule
        return joined(rule.title, "" if rule.is_verified else unproved)

    said = {
        1: soft(_("đã nhắc"), "small"),
        2: soft(_("đã báo chỉ huy"), "small"),
        3: soft(_("đã báo cấp trên"), "small"),
    }

    def until(row: Row) -> Shown:
        return joined(due(row.deadline.due_on, today), said.get(row.deadline.told, ""))

    return [
        Column("viec", _("Việc"), lambda row: link(row.record.url, row.record.title)),
        Column("buoc", _("Bước phải làm"), step),
        Column("han", _("Hạn"), until),
        Column("noi", _("Nơi xảy ra"), lambda row: row.record.place),
        Column("nhan", _("Nhận lúc"), lambda row: moment(row.record.since)),
        Column("nguoi", _("Người giữ"), lambda row: row.record.holder or nobody),
    ]


def _pager(scope: str, bucket: str, page: Page) -> dict[str, str]:
    here = f"?cua={scope}&muc={bucket}"
    count = words.number(len(page.rows))
    return {
        "first": here if page.before else "",
        "previous": f"{here}&truoc={page.before}" if page.before else "",
        "next": f"{here}&sau={page.after}" if page.after else "",
        "last": f"{here}&cuoi=1" if page.after else "",
        "words": _("%(count)s việc ở trang này, hạn gần nhất trước") % {"count": count},
    }
