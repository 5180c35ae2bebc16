"""The province hears of an officer who opens too many identities, or is refused again and again."""

from collections.abc import Collection
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from binhyen.kernel.notify.actions import tell
from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.people.actor import Actor
from binhyen.kernel.people.models import Role
from binhyen.kernel.people.queries import holders


def tell_province(
    actor: Actor, today: date, *, over_limit: bool, key: str, besides: Collection[int]
) -> None:
    """To leaders and supervisors of the province's police: that there is something to look into.
    Who it was stands in the list behind the link, not in a mailbox. Not to those of whom
    ``besides`` has a mark: the record names them, and they would find an empty list."""
    subject = gettext("Cần kiểm tra việc mở danh tính")
    text = (
        gettext(
            "Một cán bộ muốn mở nhiều danh tính hơn giới hạn trong ngày và đã bị từ chối. "
            "Đăng nhập để xem."
        )
        if over_limit
        else gettext(
            "Một cán bộ bị từ chối mở danh tính nhiều lần trong một giờ. Đăng nhập để xem."
        )
    )
    for unit in Unit.objects.on(today).filter(kind=UnitKind.POLICE_PROVINCE).order_by("pk"):
        for user in holders(unit.pk, (Role.LEADER, Role.SUPERVISOR), today):
            if {unit.pk, -user.pk} & set(besides):
                continue
            tell(
                actor=actor,
                user=user,
                subject=subject,
                text=text,
                link=reverse("portal:openings"),
                dedupe_key=f"reveal-{'limit' if over_limit else 'series'}-{actor.user_id}-{key}",
            )
