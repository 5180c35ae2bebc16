"""Whoever a report is about opens every page and every file of the product, and finds each as it
was before: no line, no number, no count, no message (check 23). The pages are those of
tests/access_policy.py, so that a new one is tried here without anybody thinking of it."""

import io
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from python_calamine import CalamineWorkbook

from binhyen.domains.intake import actions, conflicts, tasks
from binhyen.domains.intake.models import Category, ReporterIdentity, Status, Tip
from binhyen.domains.intake.tests.conftest import serving
from binhyen.domains.requests.actions import receive_request
from binhyen.domains.requests.models import Asks, DataRequest
from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.documents import papers
from binhyen.kernel.indicators.draining import drain as drain_figures
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, actor_of
from binhyen.kernel.people.models import Role, User
from binhyen.kernel.retention import actions as retention
from binhyen.kernel.retention import clockwork
from binhyen.kernel.retention.classes import find_record
from binhyen.kernel.retention.models import Hold
from binhyen.kernel.retention.subjects import Subject
from binhyen.kernel.reveal.actions import Asked, note_refusal
from binhyen.kernel.reveal.grants import REVEAL_ROLE
from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.reveal.registry import kind_by_slug
from binhyen.kernel.search.indexing import drain as drain_search
from binhyen.lib import codes
from binhyen.lib.keeping import forget_all
from binhyen.portal.tasks import tell_of_duties
from tests.access import Ground, ground_of, parameters_of
from tests.access_policy import POLICY, everybody, nobody
from tests.cast import Cast, signed_in
from tests.keeper import acting_as

pytestmark = pytest.mark.django_db

CANARY = "Chim yến ngậm thư 0987654321 đêm qua ở bến đò"
DESK = [f"cua={scope}&muc=all" for scope in ("mine", "unit", "below")]
DESK += [f"muc={bucket}" for bucket in ("new", "late", "waiting", "again", "closed")]
# As the report of the ward that everybody reads: they would be suggested as one matter.
ALIKE = "Nhà tôi bị mất một chiếc xe máy để trong sân đêm qua."
# What else a page can be asked for, besides itself.
ASKED = {
    "portal:search": [f"q={CANARY}", "q=chim yến", "q=0987654321", "q=chim yen ngam thu", "q=chym"],
    "api:search": ["q=chim yến", "q=0987654321"],
    "portal:today": ["cua=don-vi", "cua=cap-duoi", "cua=don-vi&muc=qua-han"],
    "intake:desk": DESK,
    "intake:desk_export": DESK,
    "intake:bulk": DESK,
    "api:desk_tips": ["bucket=all&scope=below", "bucket=all&scope=unit"],
    "portal:openings": ["xem=mo", "xem=tu-choi"],
    "portal:proposals": ["xem=approved", "xem=done", "xem=declined"],
    "portal:holds": ["xem=da-bo"],
    "requests:desk": ["xem=xong"],
}
# Numbers have no gaps, and a line out of sight looks like any other: docs/decisions/0034.
REGISTERS = ("intake:register", "intake:register_export")
# Looked at for the unit's own place: what went up is counted above, in sums that are the same for
# everybody.
FIGURES = ("portal:figures", "portal:desk_figures", "api:figures")
# A new secret each time.
NEVER_THE_SAME = ("mfa_activate_totp", "mfa_add_webauthn")


@pytest.fixture(autouse=True)
def papers_as_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """A PDF keeps the numbers of its glyphs: what was given to be set is looked at instead."""
    monkeypatch.setattr(papers, "_run", lambda template, data: json.dumps(data).encode())


@pytest.fixture(autouse=True)
def one_moment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Pages that say "five minutes ago" say it twice."""
    now = timezone.now().replace(microsecond=0)
    monkeypatch.setattr(timezone, "now", lambda: now)
    monkeypatch.setattr(settings, "TOMBSTONES_FILE", tmp_path / "tombstones.jsonl")


def doors() -> Iterator[str]:
    """All that is not for everybody, and the public figures."""
    for door, policy in POLICY.items():
        told = policy not in (everybody, nobody) or door in FIGURES
        if told and door not in NEVER_THE_SAME:
            yield door


def addresses(door: str, ground: Ground) -> Iterator[str]:
    values, wanted = ground.values(door), parameters_of(door)
    forms = ("csv", "xlsx", "pdf") if "form" in wanted else ("",)
    for form in forms:
        given = {key: values[key] for key in wanted} | ({"form": form} if form else {})
        url = reverse(door, kwargs=given)
        if door in FIGURES:
            yield f"{url}?indicator=tips_received&period=2026&place={ground.unit.place.code}"
            continue
        yield url
        if form in ("", "csv"):  # the other forms are made of the same rows
            yield from (f"{url}?{asked}" for asked in ASKED.get(door, ()))


def words_of(answer: HttpResponseBase) -> str:
    body = b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
    if "spreadsheet" in answer.headers.get("Content-Type", ""):
        book = CalamineWorkbook.from_filelike(io.BytesIO(body))
        return str(book.get_sheet_by_index(0).to_python())
    said = body.decode(errors="replace")
    said = re.sub(r'(csrf\w*" value|nonce|name="(?:key|idempotency_key)" value)="[^"]+"', "", said)
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}(?=\"[^>]*id_(?:key|idempotency_key))", "", said)


def visit(client: Client, url: str) -> str:
    """What stands there, without leaving the trace of a look."""
    with transaction.atomic():
        answer = client.get(url)
        said = f"{answer.status_code} {answer.headers.get('Location', '')} {words_of(answer)}"
        transaction.set_rollback(True)
    return said


Seen = dict[tuple[str, str], str]


def look_around(user: User, ground: Ground, besides: tuple[str, ...] = ()) -> Seen:
    """(door, address) → what it says to ``user``."""
    forget_all()
    client = signed_in(user)
    return {
        (door, url): visit(client, url)
        for door in doors()
        if door not in besides
        for url in addresses(door, ground)
    }


def changed(before: Seen, after: Seen) -> list[str]:
    return [url for (_door, url), said in after.items() if before[(_door, url)] != said]


def telling(seen: Seen, *secrets: str) -> list[str]:
    """Where one of these stands; a search repeats what was typed."""
    return [
        url
        for (_door, url), said in seen.items()
        if any(one in said for one in secrets if one not in url)
    ]


def reported(cast: Cast, **more: Any) -> Tip:
    """A named report of what happened in the ward."""
    arrival = actions.Arrival(
        category=Category.objects.get(code="theft"),
        text=f"{ALIKE} {CANARY}",
        place=cast.own.place,
        idempotency_key=uuid4(),
        anonymous=False,
        reporter=actions.Reporter(name="Đỗ Thị Yến", phone="0987654321"),
        **more,
    )
    tip = actions.receive_tip(actor=ANONYMOUS, arrival=arrival, now=timezone.now()).tip
    return Tip.objects.get(pk=tip.pk)


def happen(tip: Tip, officer: User) -> None:
    """All that may hang on a report: a name asked for, held back, asked about."""
    now, actor = timezone.now(), actor_of(officer, timezone.localdate())
    kind, seen = kind_by_slug("tin"), find_record("tin", tip.ref, SYSTEM)
    assert kind is not None
    assert seen is not None
    with acting_as(REVEAL_ROLE):
        for _again in range(6):  # the province is told of a series
            asked = Asked(kind, tip.ref, "ask", CANARY)
            note_refusal(actor=actor, asked=asked, outcome="right", now=now)
    retention.place_hold(
        actor=actor, kind=seen[0].kind, found=seen[1], reason=CANARY, until=None, now=now
    )
    province = clockwork.deciding_unit(now)
    assert province is not None
    receive_request(
        actor=ANONYMOUS,
        asks=Asks.ACCESS,
        text=CANARY,
        subject=Subject("intake.tip", "tin", tip.pk, tip.ref, tip.walled),
        unit=province,
        idempotency_key=uuid4(),
        now=now,
    )


def time_passes() -> None:
    """What the clock and the worker do behind the acts; duties are late by then."""
    now = timezone.now()
    with in_scope(SYSTEM):
        tasks.note_what_is_late(now)
        tasks.send_first_answers(now)
        tasks.note_what_recurs(now)
        tell_of_duties(now + timedelta(days=40))
    drain_figures()
    drain_search()


@pytest.fixture
def lam(cast: Cast) -> User:
    """Another leader of the province, whom no report names."""
    return serving("Đinh Văn Lãm", cast.province, Role.LEADER)


@pytest.fixture
def ground(cast: Cast) -> Ground:
    made = ground_of(cast.own, cast.an)
    time_passes()
    return made


def secrets_of(tip: Tip) -> tuple[str, ...]:
    return (tip.code, codes.show(tip.code, settings.CODE_PREFIX), str(tip.ref), "Chim yến")


def test_a_report_about_a_unit_is_nowhere_for_anybody_who_serves_there(
    cast: Cast, ground: Ground, lam: User
) -> None:
    """Its sender said whom it is about: it never came there."""
    people = (cast.an, cast.chien, cast.binh, cast.commune_admin)
    before = [look_around(one, ground) for one in people]
    told = Message.objects.filter(user__in=people).count()

    route = conflicts.route_of_report(None, cast.own.place, timezone.localdate())
    assert route is not None
    tip = reported(cast, unit=route.to, route=route)
    happen(tip, lam)
    time_passes()

    for one, was in zip(people, before, strict=True):
        now = look_around(one, ground)
        assert (one.full_name, telling(now, *secrets_of(tip))) == (one.full_name, [])
        assert (one.full_name, changed(was, now)) == (one.full_name, [])
    assert Message.objects.filter(user__in=people).count() == told
    assert telling(look_around(lam, ground), *secrets_of(tip))  # and is there for others


def test_a_report_that_turns_out_to_be_about_an_officer_leaves_nothing_with_the_unit(
    cast: Cast, ground: Ground, lam: User
) -> None:
    """They had it on the desk, worked on it, were written to about it; then it is declared."""
    people = (cast.an, cast.chien, cast.binh, cast.commune_admin)
    before = [look_around(one, ground, REGISTERS) for one in people]
    told = Message.objects.filter(user__in=people).count()

    tip, now = reported(cast, unit=cast.own), timezone.now()
    chief = actor_of(cast.binh, timezone.localdate())
    actions.accept_tip(actor=chief, tip=tip, now=now)
    actions.assign_tip(actor=chief, tip=tip, assignee=cast.an, now=now)
    actions.write_message(actor=ANONYMOUS, tip=tip, text=CANARY, now=now)
    actions.add_note(actor=chief, tip=tip, text=CANARY, now=now)
    happen(tip, lam)
    time_passes()
    assert telling(look_around(cast.chien, ground), *secrets_of(tip))
    actions.declare_conflict(actor=chief, tip=tip, users=[cast.an], reason=CANARY, now=now)
    time_passes()

    for one, was in zip(people, before, strict=True):
        seen = look_around(one, ground)
        assert (one.full_name, telling(seen, *secrets_of(tip))) == (one.full_name, [])
        seen = {key: said for key, said in seen.items() if key in was}
        assert (one.full_name, changed(was, seen)) == (one.full_name, [])
    assert Message.objects.filter(user__in=people).count() == told


def test_an_officer_of_the_province_finds_nothing_of_a_report_about_them(
    cast: Cast, ground: Ground, lam: User
) -> None:
    """Nobody stands above them: they alone do not see it, neither in lists of what was opened, held
    back, asked about and what is to be erased."""
    before = look_around(cast.hai, ground, REGISTERS)
    told = Message.objects.filter(user=cast.hai).count()

    tip, now = reported(cast, unit=cast.province), timezone.now()
    other = actor_of(lam, timezone.localdate())
    actions.declare_conflict(actor=other, tip=tip, users=[cast.hai], reason=CANARY, now=now)
    tip.refresh_from_db()
    happen(tip, lam)
    long_ago = timezone.localdate() - timedelta(days=366 * 21)
    Tip.objects.filter(pk=tip.pk).update(
        status=Status.CLOSED, closed_on=long_ago, outcome="advised", answer=CANARY
    )
    Hold.objects.update(lifted_at=now, lifted_by=lam, lift_reason=CANARY)
    (listed,) = clockwork.propose_what_is_due(now)
    assert listed.items.get().subject_id == tip.pk
    time_passes()

    seen = look_around(cast.hai, ground)
    assert telling(seen, *secrets_of(tip)) == []
    seen = {key: said for key, said in seen.items() if key in before}
    assert changed(before, seen) == []
    assert Message.objects.filter(user=cast.hai).count() == told
    theirs = [reverse("portal:proposal", args=[listed.ref])]
    theirs += [reverse("requests:record", args=[one.ref]) for one in DataRequest.objects.all()]
    theirs += [reverse("portal:hold_lift", args=[one.pk]) for one in Hold.objects.all()]
    browser, others = signed_in(cast.hai), signed_in(lam)
    assert [browser.get(url).status_code for url in theirs] == [404, 404, 404]
    assert [others.get(url).status_code for url in theirs[:2]] == [200, 200]


def test_what_hangs_on_a_report_is_hidden_with_it_later(
    cast: Cast, ground: Ground, lam: User
) -> None:
    """Opened, held back, asked about and listed while everybody saw it; then it is declared."""
    tip, now = reported(cast, unit=cast.province), timezone.now()
    happen(tip, lam)
    actions.declare_conflict(
        actor=actor_of(lam, timezone.localdate()), tip=tip, users=[cast.hai], now=now
    )
    time_passes()
    assert telling(look_around(cast.hai, ground), *secrets_of(tip)) == []
    named = actor_of(cast.hai, timezone.localdate())
    for rows in (Opening.objects.all(), Hold.objects.all(), DataRequest.objects.all()):
        assert rows.count() > 0
        assert rows.visible_to(named).count() == 0


def test_every_door_of_the_tip_itself_is_no_door(cast: Cast, ground: Ground) -> None:
    """As for a tip that never was: the same answer, whatever address of it is tried."""
    ReporterIdentity.objects.filter(tip=ground.tip).delete()
    actions.declare_conflict(
        actor=actor_of(cast.binh, timezone.localdate()),
        tip=ground.tip,
        units=[cast.own],
        now=timezone.now(),
    )
    never = UUID(int=1)
    for user in (cast.an, cast.chien, cast.binh):
        client = signed_in(user)
        for door in doors():
            if "ref" not in parameters_of(door) or ground.values(door)["ref"] != ground.tip.ref:
                continue
            values = {key: ground.values(door)[key] for key in parameters_of(door)}
            there, nowhere = (
                visit(client, reverse(door, kwargs=values | {"ref": ref})).replace(str(ref), "")
                for ref in (ground.tip.ref, never)
            )
            assert (door, there[:4]) in {(door, "404 "), (door, "405 ")}
            assert (door, there) == (door, nowhere)
