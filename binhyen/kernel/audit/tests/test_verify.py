"""Somebody who owns the database tampers with the trail: the check names the link."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256

import pytest
from django.db import connection

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.audit.models import Event, Head
from binhyen.kernel.audit.verify import current_heads, merkle_root, verify_audit
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import User

pytestmark = pytest.mark.django_db
DI_CHE, LUONG_BANG = 7, 8


@pytest.fixture
def trail() -> None:
    """Four acts at Dị Chế and two at Lương Bằng."""
    an = User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")

    @action
    def greet(*, actor: Actor, unit: int, words: str) -> None:
        record(actor, "people.greeted", an, unit_id=unit, words=words)

    for words in ("Chào", "Xin chào", "Kính chào", "Tạm biệt"):
        greet(actor=SYSTEM, unit=DI_CHE, words=words)
    for words in ("Chào", "Tạm biệt"):
        greet(actor=SYSTEM, unit=LUONG_BANG, words=words)


@contextmanager
def owner() -> Iterator[None]:
    """As the owner of the database, with the triggers out of the way."""
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("alter table audit_event disable trigger user")
        yield
        cursor.execute("alter table audit_event enable trigger user")
        cursor.execute("set role binhyen_app")


def faults() -> list[tuple[int, int]]:
    return [(fault.shard, fault.seq) for fault in verify_audit().faults]


def test_an_honest_trail_is_whole(trail: None) -> None:
    report = verify_audit()
    assert (report.events, report.shards, report.faults) == (6, 2, ())


def test_an_edited_body_is_named(trail: None) -> None:
    with owner():
        event = Event.objects.get(shard=DI_CHE, seq=2)
        Event.objects.filter(pk=event.pk).update(body=event.body.replace("Xin", "Cấm"))
    assert faults() == [(DI_CHE, 2)]


def test_an_edited_column_is_named_although_the_body_is_intact(trail: None) -> None:
    with owner():
        Event.objects.filter(shard=DI_CHE, seq=3).update(verb="people.scolded")
    assert faults() == [(DI_CHE, 3)]


def test_a_deleted_link_is_named(trail: None) -> None:
    with owner():
        Event.objects.filter(shard=DI_CHE, seq=2).delete()
    assert faults() == [(DI_CHE, 2)]


def test_two_links_that_changed_places_are_named(trail: None) -> None:
    with owner():
        for seq, moved in ((1, 99), (2, 1), (99, 2)):
            Event.objects.filter(shard=DI_CHE, seq=seq).update(seq=moved)
    assert faults() == [(DI_CHE, 1)]


def test_a_cut_tail_shows_against_the_head(trail: None) -> None:
    with owner():
        Event.objects.filter(shard=DI_CHE, seq__gt=2).delete()
    assert faults() == [(DI_CHE, 3)]


def test_a_tail_cut_together_with_its_head_shows_against_heads_kept_outside(trail: None) -> None:
    kept = current_heads()
    with owner():
        Event.objects.filter(shard=DI_CHE, seq__gt=2).delete()
        last = Event.objects.get(shard=DI_CHE, seq=2)
        Head.objects.filter(shard=DI_CHE).update(seq=2, hash=last.hash)

    assert faults() == []
    assert [(fault.shard, fault.seq) for fault in verify_audit(kept).faults] == [(DI_CHE, 3)]


def test_a_chain_written_anew_shows_against_heads_kept_outside(trail: None) -> None:
    kept = current_heads()
    with owner():
        before = b""
        for event in Event.objects.filter(shard=LUONG_BANG).order_by("seq"):
            event.body = event.body.replace("Chào", "Chao")
            event.facts = {"words": event.facts["words"].replace("Chào", "Chao")}
            event.hash = before = sha256(before + event.body.encode()).digest()
            event.save()
        Head.objects.filter(shard=LUONG_BANG).update(hash=before)

    assert faults() == []
    assert [(fault.shard, fault.seq) for fault in verify_audit(kept).faults] == [(LUONG_BANG, 2)]


def test_a_chain_that_vanished_is_named(trail: None) -> None:
    with owner():
        Event.objects.filter(shard=LUONG_BANG).delete()
    assert faults() == [(LUONG_BANG, 1)]


def test_the_root_changes_with_any_head(trail: None) -> None:
    heads = current_heads()
    before = merkle_root(heads)
    heads[LUONG_BANG] = (3, heads[LUONG_BANG][1])
    assert merkle_root(heads) != before
    assert verify_audit().root == before


def test_a_fault_is_a_sentence(trail: None) -> None:
    with owner():
        Event.objects.filter(shard=DI_CHE, seq=2).delete()
    (fault,) = verify_audit().faults
    assert str(fault) == "Chuỗi 7, mắt xích 2: mắt xích này đã bị xóa hoặc đổi số"
