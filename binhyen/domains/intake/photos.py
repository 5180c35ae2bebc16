"""Photographs that a reporter sent: who sees them before the desk has decided what to cover.

docs/decisions/0045: until somebody of the handling unit's desk lets others see a photo, its working
copy is shown to that desk alone (and to the reporter, whose it is).
"""

from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from binhyen.domains.intake import rules
from binhyen.domains.intake.models import Tip, TipFile
from binhyen.kernel.documents.rules import may_cover
from binhyen.kernel.documents.showing import ShownFile, shown_files
from binhyen.kernel.people.actor import Actor
from binhyen.lib.verdict import YES, Verdict, no


@dataclass(frozen=True)
class TipPhoto:
    """``waits``: others do not see it yet; ``cover_url``: where parts are covered, "" when not."""

    shown: ShownFile
    waits: bool = False
    cover_url: str = ""


def waiting(tip: Tip) -> QuerySet[TipFile]:
    """Photographs that nobody has decided about."""
    is_photo = Q(file__kind__startswith="image/") & ~Q(file__working="")
    return tip.files.filter(is_photo, is_from_reporter=True, shown_at=None).order_by("id")


def waits(row: TipFile) -> bool:
    is_photo = row.file.kind.startswith("image/") and bool(row.file.working)
    return is_photo and row.is_from_reporter and row.shown_at is None


def may_see(actor: Actor, tip: Tip, row: TipFile) -> Verdict:
    if not waits(row) or rules.may_write(actor, tip):
        return YES
    return no(
        _(
            "Ảnh này đang chờ %(unit)s xem trước và che phần không nên cho người khác thấy, ví dụ "
            "mặt người báo tin. Xem được khi nơi ấy cho xem."
        )
        % {"unit": tip.unit.name}
    )


def files_of(actor: Actor, tip: Tip) -> list[TipPhoto]:
    """The tip's files as the actor sees them, in the order in which they came."""
    rows = list(tip.files.select_related("file").order_by("id"))
    decides = bool(rules.may_write(actor, tip))
    files = [row.file for row in rows]
    found = []
    for row, shown in zip(
        rows,
        shown_files(files, "intake:tip_thumbnail", "intake:tip_file", (tip.ref,)),
        strict=True,
    ):
        if not decides and waits(row):
            found.append(TipPhoto(replace(shown, href="", thumb=""), waits=True))
        else:
            url = reverse("intake:photo", args=[tip.ref, row.file.ref])
            may = decides and may_cover(row.file)
            found.append(TipPhoto(shown, waits(row), url if may else ""))
    return found
