"""The gallery page: every component in every state, with the longest real words."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from binhyen.lib import words
from binhyen.lib.verdict import YES, no

LONG_UNIT = "Ủy ban Mặt trận Tổ quốc Việt Nam xã Nguyễn Trãi"
LONG_TEAM = "Tổ bảo vệ an ninh, trật tự thôn Nghĩa Trang"


class SampleForm(forms.Form):
    """One field of every kind."""

    place = forms.CharField(
        label=gettext_lazy("Việc xảy ra ở đâu?"),
        help_text=gettext_lazy("Thôn, tổ dân phố hoặc xã, phường. Tên cũ hay tên mới đều được."),
        max_length=80,
    )
    when = forms.ChoiceField(
        label=gettext_lazy("Khi nào?"),
        choices=[
            ("now", gettext_lazy("Đang xảy ra")),
            ("today", gettext_lazy("Hôm nay")),
            ("unknown", gettext_lazy("Không nhớ rõ")),
        ],
        widget=forms.RadioSelect,
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Loại việc"),
        choices=[("", "–"), ("1", gettext_lazy("Lừa đảo trên mạng")), ("2", LONG_TEAM)],
    )
    story = forms.CharField(
        label=gettext_lazy("Chuyện gì đã xảy ra?"), widget=forms.Textarea(attrs={"rows": 4})
    )
    wants_mail = forms.BooleanField(
        label=gettext_lazy("Gửi thư điện tử cho tôi khi có kết quả"), required=False
    )
    photo = forms.FileField(label=gettext_lazy("Ảnh, video, ghi âm"), required=False)


@dataclass(frozen=True)
class Row:
    pk: int
    number: str
    what: str
    unit: str
    due: date

    def __str__(self) -> str:
        return self.number


def _rows(today: date) -> list[Row]:
    return [
        Row(1, "0147/2026", _("Lừa đảo qua cuộc gọi giả danh"), LONG_UNIT, today - timedelta(2)),
        Row(2, "0148/2026", _("Gây rối trật tự công cộng"), LONG_TEAM, today),
        Row(
            3, "0149/2026", _("Cây đổ chắn đường thôn"), "Công an xã Tiên Lữ", today + timedelta(3)
        ),
        Row(4, "0150/2026", _("Góp ý"), "Công an phường Phố Hiến", today + timedelta(20)),
    ]


def _acts() -> list[dict[str, object]]:
    refused = no(
        _("Chỉ chỉ huy đơn vị đang thụ lý được gia hạn. Gửi đề xuất cho chỉ huy đơn vị."),
        law=_("Điều 147 khoản 2 Bộ luật Tố tụng hình sự"),
        since="01/01/2018",
    )
    return [
        {"label": _("Thụ lý"), "url": "#", "allowed": True, "verdict": YES, "primary": True},
        {"label": _("Chuyển"), "url": "#", "allowed": True, "verdict": YES, "primary": False},
        {"label": _("Gia hạn"), "url": "", "allowed": False, "verdict": refused, "primary": False},
    ]


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    wrong = SampleForm(
        {"place": "", "when": "maybe", "category": "", "story": _("Tối qua, có người lạ …")},
        auto_id="sai_%s",
    )
    wrong.is_valid()
    context = {
        "form": SampleForm(auto_id="mau_%s"),
        "wrong": wrong,
        "helps": {"now": _("Nếu đang nguy hiểm, gọi 113 trước.")},
        "today": today,
        "long_team": LONG_TEAM,
        "long_unit": LONG_UNIT,
        "days": [today + timedelta(days) for days in (-2, 0, 3, 20)],
        "rows": _rows(today),
        "acts": _acts(),
        "received": today - timedelta(12),
        "at": timezone.make_aware(datetime(2024, 7, 5, 14, 30)),  # noqa: DTZ001 (made aware here)
        "tabs": [
            {"label": _("Đến hạn hôm nay"), "url": "#1", "count": 4, "current": True},
            {"label": _("Quá hạn"), "url": "#2", "count": 1534, "current": False},
            {"label": _("Tất cả"), "url": "#3", "count": None, "current": False},
        ],
        "pager": {
            "first": "#dau",
            "previous": "#truoc",
            "next": "#sau",
            "last": "#cuoi",
            "words": _("51–100 trên khoảng %(count)s") % {"count": words.number(1534)},
        },
    }
    return render(request, "portal/gallery.html", context)
