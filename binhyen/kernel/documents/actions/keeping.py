"""Keep a file that was handed in, attach it, let go of what nobody attached."""

import functools
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction
from django.utils import timezone

from binhyen.kernel.audit.action import action, in_scope, open_door, record
from binhyen.kernel.documents import rules, vault
from binhyen.kernel.documents.keys import public_recipient
from binhyen.kernel.documents.looking import Looked, look_into
from binhyen.kernel.documents.models import File
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.lib.sealing import kid


def keep_upload(
    *,
    actor: Actor,
    upload: "UploadedFile[bytes]",
    held_for: bytes | None,
    sealed_only: bool = False,
) -> File:
    """Look into a file, seal its original, make its working copy, and keep both.

    ``sealed_only``: a paper that names a reporter (signed minutes, a letter): no working copy is
    kept, so that no screen can show it. ``held_for``: 32 bytes (a hashed draft key), or None when
    the caller attaches it at once.
    Raises ``Refused`` with a sentence (``Unavailable``: 503, try later); then nothing is kept.
    The looking takes up to seconds and happens before the transaction of ``_keep``; a page that
    opens one itself looks ahead of it (``uploads.takes_files``).
    """
    looked = look_into(upload)
    if sealed_only:
        looked = _without_copies(looked)
    try:
        return _keep(actor=actor, file=_row(looked, held_for))
    except BaseException:
        vault.remove(looked.ref)
        raise


@action
def _keep(*, actor: Actor, file: File) -> File:
    if file.held_for is None:
        open_door(file=str(file.ref))
    else:
        open_door(draft=bytes(file.held_for).hex())
        _lock(bytes(file.held_for))
        held = File.objects.filter(held_for=file.held_for).count()
        rules.may_keep_another(held).require()
    file.save(force_insert=True)
    record(actor, "documents.kept", file, sha256=file.sha256.hex(), kind=file.kind, size=file.size)
    return file


def attach_held(held_for: bytes) -> list[File]:
    """Files of a draft, now its report's. Called inside the action that makes the report, under
    the draft's lock: a file that arrives at the same moment is attached or stays held."""
    _lock(held_for)
    open_door(draft=held_for.hex())
    files = list(File.objects.filter(held_for=held_for).order_by("pk"))
    if files:
        with in_scope(SYSTEM):  # held by nobody, they are shown to nobody until attached
            File.objects.filter(pk__in=[file.pk for file in files]).update(held_for=None)
        for file in files:
            file.held_for = None
    return files


@action
def drop_held(*, actor: Actor, file: File) -> None:
    """The sender takes a file back before the report is sent."""
    if file.held_for is not None:
        open_door(draft=bytes(file.held_for).hex())
    file = File.objects.select_for_update().get(pk=file.pk, held_for__isnull=False)
    record(actor, "documents.dropped", file)
    _drop(file)


def drop_held_older_than(hours: int, *, actor: Actor, now: datetime) -> int:
    """Let go of files whose draft was never sent; how many. Days are counted, not hours: no
    moment is stored with a file."""
    before = timezone.localdate(now - timedelta(hours=hours))
    left = File.objects.filter(held_for__isnull=False, created_on__lt=before).order_by("pk")
    dropped = 0
    for file in left[:1000]:
        drop_held(actor=actor, file=file)
        dropped += 1
    return dropped


def _drop(file: File) -> None:
    ref = file.ref
    file.delete()
    transaction.on_commit(functools.partial(vault.remove, ref))


def _without_copies(looked: Looked) -> Looked:
    parsed, folder = looked.parsed, vault.folder_of(looked.ref)
    for name in filter(None, (parsed.working, parsed.thumbnail)):
        vault.path_of(str(folder / name)).unlink()
    return replace(
        looked, parsed=replace(parsed, working="", working_kind="", thumbnail="", to_convert=False)
    )


def _row(looked: Looked, held_for: bytes | None) -> File:
    parsed, folder = looked.parsed, vault.folder_of(looked.ref)
    return File(
        ref=looked.ref,
        kind=parsed.kind,
        size=looked.size,
        sha256=looked.digest,
        original=str(folder / "original.age"),
        kid=kid(public_recipient()),
        working=str(folder / parsed.working) if parsed.working else "",
        working_kind=parsed.working_kind,
        thumbnail=str(folder / parsed.thumbnail) if parsed.thumbnail else "",
        width=parsed.width,
        height=parsed.height,
        pages=parsed.pages,
        held_for=held_for,
        to_convert=parsed.to_convert,
        state=rules.state_of(parsed.working, parsed.to_convert)
        if looked.is_scanned
        else File.State.UNSCANNED,
    )


def _lock(held_for: bytes) -> None:
    """One at a time for a draft, until the transaction ends."""
    number = int.from_bytes(held_for[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [number])
