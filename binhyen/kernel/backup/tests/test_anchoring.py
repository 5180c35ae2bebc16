"""Heads are put where the database's owner cannot reach them, and give away what he does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from binhyen.kernel.audit.action import action, record
from binhyen.kernel.audit.anchoring import anchor_heads, latest_anchors, write_heads
from binhyen.kernel.audit.models import Event, Head
from binhyen.kernel.audit.verify import Heads, merkle_root, verify_audit
from binhyen.kernel.backup.tasks import anchor_every_hour, mail_heads
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import User

pytestmark = pytest.mark.django_db
DI_CHE, NOW = 7, datetime(2026, 11, 23, 9, 5, tzinfo=UTC)


@pytest.fixture
def trail() -> None:
    an = User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")

    @action
    def greet(*, actor: Actor, words: str) -> None:
        record(actor, "people.greeted", an, unit_id=DI_CHE, words=words)

    for words in ("Chào", "Xin chào", "Kính chào", "Tạm biệt"):
        greet(actor=SYSTEM, words=words)


@contextmanager
def owner() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("reset role")
        cursor.execute("alter table audit_event disable trigger user")
        yield
        cursor.execute("alter table audit_event enable trigger user")
        cursor.execute("set role binhyen_app")


def read(path: Path) -> Heads:
    stored = json.loads(path.read_text())["heads"]
    return {int(shard): (seq, head) for shard, (seq, head) in stored.items()}


def test_a_cut_tail_shows_against_the_heads_kept_outside(trail: None, tmp_path: Path) -> None:
    kept = write_heads(anchor_heads(actor=SYSTEM, now=NOW), tmp_path, "20261123")

    with owner():  # cuts the last link and puts the head back, so that all agrees within
        Event.objects.filter(shard=DI_CHE, seq=4).delete()
        third = Event.objects.get(shard=DI_CHE, seq=3)
        Head.objects.filter(shard=DI_CHE).update(seq=3, hash=third.hash)

    assert verify_audit().faults == ()
    assert [(f.shard, f.seq) for f in verify_audit(read(kept)).faults] == [(DI_CHE, 4)]


def test_the_root_stands_in_the_trail_and_on_a_public_page(trail: None, client: Client) -> None:
    heads = anchor_heads(actor=SYSTEM, now=NOW)

    assert latest_anchors(5)[0].root == merkle_root(heads)
    page = client.get("/nhat-ky/").content.decode()
    assert merkle_root(heads) in page
    assert verify_audit(heads).faults == ()  # the chain went on by the anchor itself


def test_every_hour_the_days_file_is_replaced(trail: None, settings: Any, tmp_path: Path) -> None:
    settings.HEADS_DIR = tmp_path
    anchor_every_hour(NOW)
    first = read(tmp_path / "heads-20261123.json")
    anchor_every_hour(NOW.replace(hour=10))

    assert [path.name for path in tmp_path.iterdir()] == ["heads-20261123.json"]
    assert read(tmp_path / "heads-20261123.json")[0][0] == first.get(0, (0, ""))[0] + 1


def test_the_inspectorate_gets_the_heads_by_mail(trail: None, settings: Any) -> None:
    settings.HEADS_MAIL = ["thanh-tra@example.vn"]
    mail_heads(NOW)

    (letter,) = mail.outbox
    assert letter.to == ["thanh-tra@example.vn"]
    name, content, _kind = letter.attachments[0]
    assert (name, json.loads(content)["heads"].keys()) == ("heads-20261123.json", {str(DI_CHE)})


def test_nobody_to_mail_to_means_no_mail(trail: None) -> None:
    mail_heads(NOW)
    assert mail.outbox == []
