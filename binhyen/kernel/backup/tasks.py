"""By the clock: backups, and heads of the audit chains put where we cannot reach them."""

import logging
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.anchoring import anchor_heads, write_heads
from binhyen.kernel.audit.verify import current_heads, heads_as_text, merkle_root
from binhyen.kernel.backup.actions import note_backup
from binhyen.kernel.backup.places import our_places
from binhyen.kernel.backup.writing import back_up, drop_old
from binhyen.kernel.notify.jobs import every
from binhyen.kernel.people.actor import SYSTEM
from binhyen.lib.progress import quiet

log = logging.getLogger("binhyen.backup")


@every("33 18 * * *", own_scope=True)
def back_up_at_night(now: datetime) -> None:
    """At 1:33 in Vietnam, when a folder is configured."""
    if not settings.BACKUP_DIR:
        return
    folder = Path(settings.BACKUP_DIR)
    made, manifest = back_up(
        folder, our_places(), now=now, recipient=settings.BACKUP_RECIPIENT, progress=quiet
    )
    note_backup(actor=SYSTEM, name=made.name, manifest=manifest, now=now)
    drop_old(folder, days=settings.BACKUP_DAYS, now=now)
    if manifest.gone:
        log.error("backup_misses_files", extra={"count": len(manifest.gone)})


@every("5 * * * *", own_scope=True)
def anchor_every_hour(now: datetime) -> None:
    heads = anchor_heads(actor=SYSTEM, now=now)
    write_heads(heads, settings.HEADS_DIR, f"{timezone.localdate(now):%Y%m%d}")


@every("15 10 * * *", own_scope=True)
def mail_heads(now: datetime) -> None:
    """Once a day, at the end of the afternoon; no transaction is open while mail is sent."""
    if not settings.HEADS_MAIL:
        return
    with in_scope(SYSTEM):
        heads = current_heads()
    day = timezone.localdate(now)
    with translation.override("vi"):
        letter = EmailMessage(
            _("Bình Yên: mốc niêm phong nhật ký ngày %(day)s") % {"day": f"{day:%d/%m/%Y}"},
            _(
                "Gốc Merkle của %(chains)d chuỗi nhật ký: %(root)s\n\n"
                "Hãy cất thư và tệp kèm. Khi thanh tra: binhyen verify-audit --heads <tệp kèm>."
            )
            % {"chains": len(heads), "root": merkle_root(heads)},
            settings.DEFAULT_FROM_EMAIL,
            settings.HEADS_MAIL,
        )
    letter.attach(f"heads-{day:%Y%m%d}.json", heads_as_text(heads), "application/json")
    letter.send()
