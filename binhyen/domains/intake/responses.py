"""Which prepared texts fit a report, what its fields are worth, and whether an answer says
anything. Answers; changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import override

from binhyen.domains.intake.models import (
    Answer,
    Category,
    Flaw,
    ResponseText,
    ResponseVersion,
    Status,
    Tip,
)
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.workflow.deadlines import deadlines_of
from binhyen.lib import codes, filling, words
from binhyen.lib.among import among

# A field's name stands in prepared texts of every language.
FIELDS = (
    "mã tin",
    "đơn vị",
    "điện thoại đơn vị",
    "lĩnh vực",
    "nơi xảy ra",
    "ngày nhận",
    "hạn",
    "điều luật",
)
# An answer below either says nothing that its reader could check.
FEWEST_WORDS = 12
FEWEST_OWN_WORDS = 5
FIRST_ANSWER_WITHIN = timedelta(days=2)


def values_for(tip: Tip, language: str) -> dict[str, str]:
    """Field → words for this report, dates as people read them."""
    decisive = [row for row in deadlines_of(tip) if row.is_decisive]
    basis = decisive[-1].rule.basis if decisive else ""
    with override(language):
        return {
            "mã tin": codes.show(tip.code, settings.CODE_PREFIX),
            "đơn vị": tip.unit.name,
            "điện thoại đơn vị": tip.unit.phone or "113",
            "lĩnh vực": tip.category.name_en if language == "en" else tip.category.name,
            "nơi xảy ra": tip.place.name,
            "ngày nhận": words.day(tip.received_on),
            "hạn": words.day(tip.due_on) if tip.due_on else _("chưa xác định"),
            "điều luật": _(basis) if basis else _("chưa xác định"),
        }


def sample_values() -> dict[str, str]:
    """For trying a text out where there is no report."""
    return {
        "mã tin": codes.show("7F3K9QTD4X", settings.CODE_PREFIX),
        "đơn vị": "Công an xã Tân Hưng",
        "điện thoại đơn vị": "0221 000 000",
        "lĩnh vực": "Trộm cắp, cướp giật",
        "nơi xảy ra": "Xã Tân Hưng",
        "ngày nhận": "10/08/2026",
        "hạn": "30/08/2026",
        "điều luật": "Khoản 1 Điều 147 BLTTHS 2015",
    }


def in_force(day: date) -> QuerySet[ResponseVersion]:
    """The one wording of every text that is used on ``day``."""
    latest = (
        ResponseVersion.objects.filter(response=OuterRef("response"), valid_from__lte=day)
        .order_by("-valid_from", "-number")
        .values("pk")[:1]
    )
    used = Q(response__withdrawn_on=None) | Q(response__withdrawn_on__gt=day)
    return ResponseVersion.objects.filter(used, pk=Subquery(latest)).select_related(
        "response__unit", "response__category"
    )


def fitting(tip: Tip, state: str, day: date, *, automatic: bool = False) -> list[ResponseVersion]:
    """Texts for this report in that state, the nearest first: its unit's before the province's,
    its category's before its group's before those for all."""
    category: Category = tip.category
    found = in_force(day).filter(
        Q(response__unit=None) | Q(response__unit=tip.unit_id),
        Q(response__category=None) | Q(response__category__in=(category.pk, category.parent_id)),
        response__state=state,
        response__is_automatic=automatic,
    )

    def nearness(version: ResponseVersion) -> tuple[bool, int, str, int]:
        about = version.response.category_id
        steps = {category.pk: 0, category.parent_id: 1}
        far = 2 if about is None else steps[about]
        return version.response.unit_id is None, far, version.response.title, version.pk

    return sorted(found, key=nearness)


def first_answer(tip: Tip, day: date) -> ResponseVersion | None:
    return next(iter(fitting(tip, Status.RECEIVED, day, automatic=True)), None)


def waiting_for_first(now: datetime) -> QuerySet[Tip]:
    """Open reports of the last two days that have no automatic answer yet, oldest first."""
    sent = Answer.objects.filter(tip=OuterRef("pk"), is_automatic=True)
    return (
        Tip.objects.open()
        .filter(~Exists(sent), received_at__range=(now - FIRST_ANSWER_WITHIN, now))
        .select_related("category", "unit", "place")
        .order_by("received_at", "id")
    )


def flaw_of(tip: Tip, text: str, prepared: str, likeness: bytes) -> str:
    """What may be wrong with the words of a result; "" when nothing is seen."""
    if len(filling.words_of(text)) < FEWEST_WORDS:
        return Flaw.SHORT
    if prepared and filling.own_words(text, prepared) < FEWEST_OWN_WORDS:
        return Flaw.BARE
    same = Answer.objects.filter(unit=tip.unit_id, likeness=likeness).exclude(tip=tip)
    return Flaw.COPY if same.exists() else ""


def library(actor: Actor, today: date) -> QuerySet[ResponseText]:
    """What the actor may use or look at, with today's version in ``version_number``."""
    now = ResponseVersion.objects.filter(response=OuterRef("pk"), valid_from__lte=today).order_by(
        "-valid_from", "-number"
    )
    return (
        ResponseText.objects.visible_to(actor)
        .select_related("unit", "category")
        .annotate(
            version_number=Subquery(now.values("number")[:1]),
            version_from=Subquery(now.values("valid_from")[:1]),
        )
    )


def to_look_at(actor: Actor) -> QuerySet[Answer]:
    """Answers of the actor's units that may lack substance and that no leader looked at."""
    seen = Tip.objects.visible_to(actor).filter(pk=OuterRef("tip"))
    return (
        Answer.objects.filter(among("unit_id", actor.reads()), Exists(seen), looked_at=None)
        .exclude(flaw="")
        .select_related("tip__category", "tip__place", "unit", "version__response")
    )


def gaps_in(text: str, known: Iterable[str] = FIELDS) -> str:
    """A sentence about what keeps a text from being sent; "" when it is whole."""
    if unknown := filling.unknown_fields(text, tuple(known)):
        named = ", ".join(f"{{{name}}}" for name in unknown)
        return _("Không có trường %(names)s. Các trường dùng được: %(known)s.") % {
            "names": named,
            "known": ", ".join(f"{{{name}}}" for name in FIELDS),
        }
    if filling.has_gap(text):
        return _("Còn chỗ […] chưa điền: hãy viết việc cụ thể của tin này vào đó.")
    return ""
