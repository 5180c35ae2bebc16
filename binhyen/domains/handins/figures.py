"""What hand-ins count: hand-ins, things by category and campaign, gifts; each on its own day."""

from collections.abc import Iterator
from datetime import date

from django.db.models import Count, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from binhyen.domains.handins.actions.common import NO_CAMPAIGN
from binhyen.domains.handins.models import Campaign, HandIn, HandInItem, ItemCategory, Measure
from binhyen.kernel.indicators import expressions
from binhyen.kernel.indicators.registry import (
    Fact,
    Facts,
    publish_dimension,
    publish_indicator,
    publish_part,
    publish_theme,
)

LAW = _("Luật 42/2024/QH15; trước 01/01/2025: Luật 14/2017/QH14")
PRACTICE = _("Thông lệ thống kê; chưa có văn bản quy định cách tính")
ADDS = _("Cộng được theo nơi, thời gian và đợt vận động.")


def _campaign(prefix: str = "") -> Coalesce:
    return Coalesce(f"{prefix}campaign__code", Value(NO_CAMPAIGN))


def _handins(first: date, last: date) -> Iterator[Fact]:
    rows = HandIn.objects.filter(received_on__range=(first, last)).order_by()
    counted = rows.annotate(of=_campaign()).values_list("place_id", "received_on", "of")
    for place, day, campaign, n in counted.annotate(n=Count("pk")).iterator():
        yield place, day, campaign, "", n


def _things(measure: str) -> Facts:
    def facts(first: date, last: date) -> Iterator[Fact]:
        rows = (
            HandInItem.objects.filter(
                handin__received_on__range=(first, last), category__measure=measure
            )
            .order_by()
            .annotate(of=_campaign("handin__"))
            .values_list("handin__place_id", "handin__received_on", "category__code", "of")
            .annotate(n=Sum("quantity"))
        )
        yield from rows.iterator()

    return facts


def _gifts(first: date, last: date) -> Iterator[Fact]:
    rows = HandIn.objects.filter(gift_on__range=(first, last)).order_by()
    counted = rows.annotate(of=_campaign()).values_list("place_id", "gift_on", "of")
    for place, day, campaign, n in counted.annotate(n=Sum("extinguishers")).iterator():
        yield place, day, campaign, "", n


def _categories() -> dict[str, str]:
    """The newest name of each code: one line through the laws."""
    name = "name_en" if get_language() == "en" else "name"
    rows = ItemCategory.objects.order_by("order", "code", "valid_from")
    return dict(rows.values_list("code", name))


def _campaigns() -> dict[str, str]:
    rows = Campaign.objects.order_by("-valid_from", "code").values_list("code", "name")
    return {NO_CAMPAIGN: str(_("Ngoài đợt vận động")), **dict(rows)}


publish_dimension("item_category", _("Loại giao nộp"), _categories)
publish_dimension("campaign", _("Đợt vận động"), _campaigns)

publish_part("handins", _("Lượt giao nộp"), dims=("campaign",), facts=_handins)
publish_part(
    "handin_items",
    _("Hiện vật giao nộp"),
    dims=("item_category", "campaign"),
    facts=_things(Measure.PIECE),
)
publish_part(
    "handin_grams",
    _("Gam vật liệu nổ, pháo giao nộp"),
    dims=("item_category", "campaign"),
    facts=_things(Measure.GRAM),
)
publish_part("extinguishers_given", _("Bình chữa cháy đã tặng"), dims=("campaign",), facts=_gifts)

publish_indicator(
    "handins",
    _("Lượt giao nộp"),
    meaning=_(
        "Số lượt người dân, cơ quan giao nộp vũ khí, vật liệu nổ, công cụ hỗ trợ, pháo, tính theo "
        "ngày nhận và nơi có đồ."
    ),
    unit=_("lượt"),
    expression=expressions.Count("handins"),
    adds=ADDS,
    basis=LAW,
    good="up",
)
publish_indicator(
    "handin_items",
    _("Hiện vật giao nộp"),
    meaning=_(
        "Số cái, khẩu, viên đã giao nộp, theo loại đã được phân loại (chưa phân loại thì theo loại "
        "tạm ghi khi nhận), tính theo ngày nhận. Thứ tính bằng cân nằm ở chỉ tiêu khác."
    ),
    unit=_("cái"),
    expression=expressions.Count("handin_items"),
    adds=ADDS,
    basis=LAW,
    good="up",
)
publish_indicator(
    "handin_grams",
    _("Vật liệu nổ, pháo giao nộp"),
    meaning=_("Số gam thuốc nổ, pháo đã giao nộp, theo loại, tính theo ngày nhận."),
    unit=_("gam"),
    expression=expressions.Count("handin_grams"),
    adds=ADDS,
    basis=LAW,
    good="up",
)
publish_indicator(
    "extinguishers_given",
    _("Bình chữa cháy đã tặng"),
    meaning=_("Số bình chữa cháy tặng người giao nộp, tính theo ngày tặng."),
    unit=_("bình"),
    expression=expressions.Count("extinguishers_given"),
    adds=ADDS,
    basis=PRACTICE,
)
publish_theme(
    "handins",
    _("Giao nộp vũ khí, vật liệu nổ, pháo"),
    headlines=("handins", "handin_items", "handin_grams", "extinguishers_given"),
)
