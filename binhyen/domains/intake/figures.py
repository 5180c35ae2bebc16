"""What intake counts. Intake, acceptance and resolution are three figures, never one: "tiếp nhận,
thụ lý 1.534 (100 %)" speaks of acceptance and says nothing of resolution."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models import Category, Kind, Tip, TipRecurrence
from binhyen.kernel.indicators import expressions
from binhyen.kernel.indicators.registry import (
    Fact,
    Facts,
    publish_dimension,
    publish_indicator,
    publish_part,
    publish_theme,
)

BLTTHS_145 = _("Điều 145, 146 Bộ luật Tố tụng hình sự 2015")
BLTTHS_147 = _("Điều 147 Bộ luật Tố tụng hình sự 2015")
PRACTICE = _("Thông lệ thống kê; chưa có văn bản quy định cách tính")

# A tip that took longer is counted as this long: a median does not feel it.
MOST_DAYS = 999


# Where a tip is counted (Tip.counted_place_id).
_COUNTED_AT = Coalesce("figures_place_id", "place_id")


def _facts(day: str, only: Q | Exists | None = None) -> Facts:
    """Recounts tips by the day in field ``day``, by kind and category."""

    def facts(first: date, last: date) -> Iterator[Fact]:
        rows = (
            Tip.objects.filter(only or Q(), **{f"{day}__range": (first, last)})
            .order_by()
            .values_list(_COUNTED_AT, day, "kind", "category__code")
            .annotate(n=Count("pk"))
        )
        yield from rows.iterator()

    return facts


def _marks(first: date, last: date) -> Iterator[Fact]:
    rows = (
        Tip.objects.filter(rated_on__range=(first, last), rating__isnull=False)
        .order_by()
        .values_list(_COUNTED_AT, "rated_on", "kind", "category__code")
        .annotate(n=Sum("rating"))
    )
    yield from rows.iterator()


def _days(first: date, last: date) -> Iterator[Fact]:
    """Tips resolved, by kind and by how many days they took."""
    for place, closed, received, kind, n in (
        Tip.objects.filter(closed_on__range=(first, last))
        .order_by()
        .values_list(_COUNTED_AT, "closed_on", "received_on", "kind")
        .annotate(n=Count("pk"))
        .iterator()
    ):
        yield place, closed, kind, str(min((closed - received).days, MOST_DAYS)), n


def _kinds() -> dict[str, str]:
    return {value: str(label) for value, label in Kind.choices}


def _categories() -> dict[str, str]:
    name = "name_en" if get_language() == "en" else "name"
    filed = Category.objects.filter(parent__isnull=False)  # tips are never filed under a group
    return dict(filed.order_by("parent__order", "order", "code").values_list("code", name))


BY_KIND = ("kind", "category")
CLOSED_IN_TIME = Q(late_on__isnull=True)
# Some recurrence stands against the closing that is counted.
CAME_BACK = Exists(
    TipRecurrence.objects.filter(
        earlier=OuterRef("pk"), stands=True, closed_on=OuterRef("closed_on")
    )
)

publish_dimension("kind", _("Loại tin"), _kinds)
publish_dimension("category", _("Lĩnh vực"), _categories)

publish_part("tips_received", _("Tin tiếp nhận"), dims=BY_KIND, facts=_facts("received_on"))
publish_part("tips_accepted", _("Tin thụ lý"), dims=BY_KIND, facts=_facts("accepted_on"))
publish_part("tips_resolved", _("Tin đã giải quyết"), dims=BY_KIND, facts=_facts("closed_on"))
publish_part(
    "tips_resolved_on_time",
    _("Tin giải quyết đúng hạn"),
    dims=BY_KIND,
    facts=_facts("closed_on", CLOSED_IN_TIME),
)
publish_part("tips_late", _("Tin quá hạn"), dims=BY_KIND, facts=_facts("late_on"))
publish_part(
    "tips_resolved_days", _("Tin giải quyết theo số ngày"), dims=("kind", "days"), facts=_days
)
publish_part("tips_recurred", _("Tin lặp lại"), dims=BY_KIND, facts=_facts("closed_on", CAME_BACK))
publish_part("tips_rated", _("Lượt đánh giá"), dims=BY_KIND, facts=_facts("rated_on"))
publish_part("tips_rating_sum", _("Tổng điểm đánh giá"), dims=BY_KIND, facts=_marks)
publish_part(
    "tips_valuable",
    _("Tin có giá trị"),
    dims=BY_KIND,
    facts=_facts("received_on", Q(is_valuable=True)),
)

ADDS = _("Cộng được theo nơi, thời gian, loại tin và lĩnh vực.")
NEVER_ADDED = _("Không cộng: mỗi mức tính lại từ các thành phần của nó.")
TIPS = _("tin")

publish_indicator(
    "tips_received",
    _("Tin tiếp nhận"),
    meaning=_(
        "Số tố giác, tin báo, kiến nghị khởi tố và phản ánh đã tiếp nhận, tính theo ngày tiếp nhận "
        "và nơi xảy ra."
    ),
    unit=TIPS,
    expression=expressions.Count("tips_received"),
    adds=ADDS,
    basis=BLTTHS_145,
)
publish_indicator(
    "tips_accepted",
    _("Tin thụ lý"),
    meaning=_("Số tin đã thụ lý để giải quyết, tính theo ngày thụ lý."),
    unit=TIPS,
    expression=expressions.Count("tips_accepted"),
    adds=ADDS,
    basis=BLTTHS_145,
)
publish_indicator(
    "acceptance_rate",
    _("Tỷ lệ thụ lý"),
    meaning=_(
        "Số tin thụ lý trong kỳ trên số tin tiếp nhận trong kỳ. Đây không phải tỷ lệ giải quyết. "
        "Có thể trên 100 % khi thụ lý cả tin tiếp nhận từ kỳ trước."
    ),
    unit="%",
    expression=expressions.Rate("tips_accepted", of="tips_received"),
    adds=NEVER_ADDED,
    basis=BLTTHS_145,
    good="up",
    decimals=1,
)
publish_indicator(
    "tips_resolved",
    _("Tin đã giải quyết"),
    meaning=_("Số tin đã có kết quả và trả lời, tính theo ngày có kết quả."),
    unit=TIPS,
    expression=expressions.Count("tips_resolved"),
    adds=ADDS,
    basis=BLTTHS_147,
)
publish_indicator(
    "tips_resolved_on_time",
    _("Giải quyết đúng hạn"),
    meaning=_(
        "Số tin có kết quả khi chưa quá hạn lần nào (hạn sau khi kéo dài, gia hạn hợp lệ), tính "
        "theo ngày có kết quả."
    ),
    unit=TIPS,
    expression=expressions.Count("tips_resolved_on_time"),
    adds=ADDS,
    basis=BLTTHS_147,
    good="up",
)
publish_indicator(
    "on_time_rate",
    _("Tỷ lệ đúng hạn"),
    meaning=_("Số tin giải quyết đúng hạn trên số tin đã giải quyết trong kỳ."),
    unit="%",
    expression=expressions.Rate("tips_resolved_on_time", of="tips_resolved"),
    adds=NEVER_ADDED,
    basis=BLTTHS_147,
    good="up",
    decimals=1,
)
publish_indicator(
    "tips_late",
    _("Tin quá hạn"),
    meaning=_(
        "Số tin đã qua hạn giải quyết mà chưa có kết quả, mỗi tin tính một lần, vào ngày liền sau "
        "hạn. Sau đó có kết quả thì vẫn là tin quá hạn."
    ),
    unit=TIPS,
    expression=expressions.Count("tips_late"),
    adds=ADDS,
    basis=BLTTHS_147,
    good="down",
)
publish_indicator(
    "tips_recurred",
    _("Tin lặp lại sau khi có kết quả"),
    meaning=_(
        "Số tin mà sau khi có kết quả lại có tin cùng nơi, cùng lĩnh vực trong thời gian do quy "
        "định nội bộ đặt, mỗi tin tính một lần, theo ngày có kết quả. Chỉ huy trả lời là việc khác "
        "thì không tính."
    ),
    unit=TIPS,
    expression=expressions.Count("tips_recurred"),
    adds=ADDS,
    basis=PRACTICE,
    good="down",
)
publish_indicator(
    "lasting_rate",
    _("Tỷ lệ giải quyết không lặp lại"),
    meaning=_(
        "Phần tin đã giải quyết trong kỳ mà việc không lặp lại. Của kỳ vừa qua, tỷ lệ này còn giảm "
        "cho đến hết thời gian do quy định nội bộ đặt."
    ),
    unit="%",
    expression=expressions.Remainder("tips_recurred", of="tips_resolved"),
    adds=NEVER_ADDED,
    basis=PRACTICE,
    good="up",
    decimals=1,
)
publish_indicator(
    "median_days",
    _("Số ngày giải quyết (trung vị)"),
    meaning=_(
        "Một nửa số tin đã giải quyết trong kỳ mất không quá từng này ngày, kể từ ngày tiếp nhận."
    ),
    unit=_("ngày"),
    expression=expressions.Median("tips_resolved_days", "days"),
    adds=NEVER_ADDED,
    basis=PRACTICE,
    good="down",
    decimals=1,
)
publish_indicator(
    "satisfaction",
    _("Mức hài lòng"),
    meaning=_("Điểm trung bình (1 đến 5) người báo tin chấm kết quả, tính theo ngày chấm."),
    unit=_("điểm trên 5"),
    expression=expressions.Average("tips_rating_sum", of="tips_rated"),
    adds=NEVER_ADDED,
    basis=PRACTICE,
    good="up",
    decimals=1,
)
publish_indicator(
    "tips_valuable",
    _("Tin có giá trị"),
    meaning=_(
        "Số tin được cán bộ đánh giá là thông tin có giá trị, có ghi lý do, tính theo ngày tiếp "
        "nhận."
    ),
    unit=TIPS,
    expression=expressions.Count("tips_valuable"),
    adds=ADDS,
    basis=PRACTICE,
    good="up",
)
publish_theme(
    "tips",
    _("Tin báo, phản ánh"),
    headlines=(
        "tips_received",
        "tips_accepted",
        "acceptance_rate",
        "tips_resolved",
        "on_time_rate",
        "tips_late",
        "median_days",
        "satisfaction",
        "tips_valuable",
    ),
    more=("tips_resolved_on_time",),
)
