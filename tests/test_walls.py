"""The second wall: what raw SQL gets to see, for everybody who may stand before the database.

Nothing here goes through ``visible_to``: a fault in a page, or words that a page took for SQL, meet
only the policies of the tables.
"""

import json
from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from django.db import connection, transaction
from django.utils import timezone

from binhyen.domains.handins.models import GiverIdentity, HandoverFile, Stocktake, StocktakeLine
from binhyen.domains.intake import drafts
from binhyen.domains.intake.models import (
    Answer,
    AssistedIntake,
    Bringer,
    ColumnMemory,
    Conflict,
    Extension,
    ImportedLine,
    ImportFault,
    ReporterIdentity,
    ShiftHandover,
    ShiftHandoverLine,
    Suspension,
    SuspensionGround,
    Tip,
    TipLink,
    TipMessage,
    TipNote,
    TipRecurrence,
)
from binhyen.domains.requests.models import DataRequest
from binhyen.kernel.audit.scope import in_scope, open_door
from binhyen.kernel.notify.actions import tell
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, Actor, actor_of
from binhyen.kernel.retention.models import Approval, Hold, Proposal, ProposalItem
from binhyen.kernel.reveal.grants import REVEAL_ROLE
from binhyen.kernel.reveal.models import Opening
from binhyen.kernel.search.models import SearchEntry
from tests import scopes
from tests.access import (
    Ground,
    Outcome,
    Visitor,
    around_commune,
    around_province,
    ground_of,
    make_file,
)
from tests.access_policy import reads_this
from tests.cast import Cast
from tests.hard.callers import call, communes_of, report
from tests.keeper import acting_as
from tests.live import Live

pytestmark = pytest.mark.django_db

# Rows that hang on no record: known by a draft's key, or written to one person.
OWN = {"intake_draft", "notify_message"}
# What nobody reads but the system: the trail, the words of the search.
SYSTEMS = {"audit_event", "search_searchentry", "search_searchword"}
# What a unit keeps of its own also when the tip is not to be read by that person: lines, dates.
KEPT_BY_UNIT = {"intake_registerentry", "workflow_deadline"}


def fill(ground: Ground) -> None:
    """A row in every table behind the wall."""
    tip, now = ground.tip, timezone.now()
    today = now.date()
    ReporterIdentity.objects.get_or_create(tip=tip, defaults={"sealed": b"-", "kid": "k"})
    TipMessage.objects.create(tip=tip, author=TipMessage.Author.REPORTER, text="Thêm.", at=now)
    again = Tip.objects.get(pk=tip.pk)
    again.pk, again.ref, again.code, again.sender_digest = None, uuid4(), "0" * 10, None
    again.save(force_insert=True)
    TipLink.objects.create(one=tip, other=again, state="linked", user=ground.person, at=now)
    TipRecurrence.objects.create(earlier=tip, later=again, closed_on=today, noted_at=now)
    shift = ShiftHandover.objects.create(
        unit=ground.unit, giver=ground.person, taker=ground.person, at=now
    )
    ShiftHandoverLine.objects.create(handover=shift, tip=tip, moves=False)
    Answer.objects.create(tip=tip, unit=ground.unit, at=now)
    TipNote.objects.create(tip=tip, user=ground.person, text="Gọi lại.", at=now)
    Extension.objects.create(
        tip=tip,
        level=1,
        decision_number="1",
        decision_on=today,
        decided_by="x",
        reason="x",
        due_before=today,
        due_after=today + timedelta(days=1),
        at=now,
    )
    Suspension.objects.create(
        tip=tip,
        ground=SuspensionGround.DOCUMENTS,
        decision_number="1",
        decision_on=today,
        started_at=now,
    )
    Conflict.objects.create(tip=tip, user=ground.person, at=now)
    AssistedIntake.objects.create(
        tip=tip, registered_by=ground.person, registered_at=now, bringer=Bringer.SELF
    )
    paper = ground.handin.handovers.get()
    GiverIdentity.objects.create(handin=ground.handin, sealed=b"-", kid="k")
    HandoverFile.objects.create(handover=paper, file=make_file(tip))
    counted = Stocktake.objects.create(
        unit=ground.unit, at=now, first_name="An", second_name="Bình"
    )
    held = ground.handin.items.get().category
    StocktakeLine.objects.create(stocktake=counted, category=held, booked=1, counted=1)
    SearchEntry.objects.create(kind="intake.tip", object_id=tip.pk, at=now, canon="x", fold="x")
    old = ground.old_register
    ColumnMemory.objects.create(unit=ground.unit, heading="so", field="number")
    ImportFault.objects.create(register_import=old, row=2, sentence="Thiếu ngày.")
    ImportedLine.objects.create(register_import=old, tip=tip, row=1)
    about = {"subject_kind": "intake.tip", "subject_id": tip.pk, "subject_ref": tip.ref}
    Hold.objects.create(
        unit=ground.unit, label="x", reason="x", placed_by=ground.person, placed_at=now, **about
    )
    listed = Proposal.objects.create(
        record_class="tip_crime", ground="x", unit=ground.unit, made_at=now
    )
    ProposalItem.objects.create(
        proposal=listed, label="x", unit=ground.unit, ended_on=today, **about
    )
    Approval.objects.create(
        proposal=listed, user=ground.person, approves=True, sentence="x", at=now
    )
    with acting_as(REVEAL_ROLE):
        Opening.objects.create(
            at=now, unit=ground.unit, case_kind="intake.tip", case_id=tip.pk, outcome="opened"
        )
    DataRequest.objects.create(
        code=f"R{ground.unit.pk:09d}",
        secret_digest=b"-",
        sender_digest=b"-",
        asks="access",
        text="x",
        unit=ground.unit,
        received_at=now,
    )
    with in_scope(SYSTEM):
        drafts.keep(drafts.begin(), now)
        tell(
            actor=SYSTEM,
            user=ground.person,
            subject="Có việc",
            text="Xem",
            link="/",
            dedupe_key=str(uuid4()),
        )


def walled_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("select relname from pg_class where relrowsecurity order by relname")
        return [row[0] for row in cursor.fetchall()]


def seen() -> dict[str, int]:
    """How many rows of each table raw SQL finds now; tables with none are left out."""
    found = {}
    with connection.cursor() as cursor:
        for table in walled_tables():
            cursor.execute(f"select count(*) from {table}")
            found[table] = cursor.fetchone()[0]
    return {table: count for table, count in found.items() if count}


def seen_by(actor: Actor) -> dict[str, int]:
    with scopes.unset(), in_scope(actor):
        return seen()


@pytest.fixture
def own_ground(cast: Cast) -> Ground:
    ground = ground_of(cast.own, cast.an)
    fill(ground)
    return ground


@pytest.fixture
def province_ground(cast: Cast) -> Ground:
    ground = ground_of(cast.province, cast.hai)
    fill(ground)
    return ground


def leaks(ground: Ground, visitors: list[Visitor], all_tables: set[str]) -> Iterator[str]:
    of_records = all_tables - OWN - SYSTEMS
    today = timezone.localdate()
    for visitor in visitors:
        actor = actor_of(visitor.user, today)
        found = seen_by(actor)
        may = reads_this(visitor) is Outcome.SHOWN
        is_told = visitor.user == ground.person or actor.keeps_installation  # what mails became
        told = {"notify_message": 1} if is_told else {}
        due = dict.fromkeys(of_records, 1) if may else {}
        for table in sorted(all_tables):
            least, have = (due | told).get(table, 0), found.get(table, 0)
            if (have > 0) != (least > 0):
                yield f"{visitor.name} ({visitor.relation}) {table}: {have}"


def test_a_record_of_a_commune_by_raw_sql(cast: Cast, own_ground: Ground) -> None:
    tables = set(seen())
    assert list(leaks(own_ground, around_commune(cast), tables)) == []
    assert tables == set(walled_tables())  # none was left empty, and so untried


def test_a_record_of_the_province_by_raw_sql(cast: Cast, province_ground: Ground) -> None:
    assert list(leaks(province_ground, around_province(cast), set(seen()))) == []


def test_no_scope_shows_nothing(own_ground: Ground) -> None:
    with scopes.unset():
        assert seen() == {}


def test_the_system_sees_all(own_ground: Ground) -> None:
    assert set(seen_by(SYSTEM)) == set(walled_tables())


def test_a_scope_ends_with_its_transaction(cast: Cast, own_ground: Ground) -> None:
    leader = actor_of(cast.binh, timezone.localdate())
    with scopes.unset():
        with in_scope(leader):
            assert seen()["intake_tip"] == 2
            with in_scope(SYSTEM):  # widened, and narrowed again
                assert seen()["intake_draft"] == 1
            assert "intake_draft" not in seen()
        scopes.see("")
        assert seen() == {}


def test_a_scope_that_broke_leaves_nothing_open(cast: Cast, own_ground: Ground) -> None:
    with scopes.unset(), transaction.atomic():
        with pytest.raises(ZeroDivisionError), in_scope(SYSTEM):
            raise ZeroDivisionError
        assert seen() == {}


def test_a_code_opens_its_own_report_alone(cast: Cast, own_ground: Ground) -> None:
    other = ground_of(cast.sibling, cast.em)
    with scopes.unset(), in_scope(ANONYMOUS):
        open_door(tip=str(own_ground.tip.pk))
        assert seen()["intake_tip"] == 1
        assert seen()["intake_tipmessage"] == 1
        open_door(tip="", codes=other.tip.code)
        assert (seen()["intake_tip"], seen().get("intake_tipmessage")) == (1, None)
        open_door(codes="")
        assert seen() == {}


def test_the_sender_of_a_retry_sees_that_report_alone(cast: Cast, own_ground: Ground) -> None:
    ground_of(cast.sibling, cast.em)
    with scopes.unset(), in_scope(ANONYMOUS):
        open_door(sender=bytes(own_ground.tip.sender_digest or b"").hex())
        assert seen()["intake_tip"] == 1


def test_nobody_moves_a_row_out_of_sight_or_changes_what_they_do_not_see(
    cast: Cast, own_ground: Ground
) -> None:
    neighbour = actor_of(cast.em, timezone.localdate())
    with scopes.unset(), in_scope(neighbour), connection.cursor() as cursor:
        cursor.execute("update intake_tip set text = 'x'")
        assert cursor.rowcount == 0
        cursor.execute("delete from intake_tipnote")
        assert cursor.rowcount == 0


@pytest.mark.live
def test_a_pooled_connection_carries_nothing_over(live: Live) -> None:
    """One connection serves one officer after another: nothing of the first is left for the next,
    however the first ended."""
    body = json.dumps(report(communes_of(live, 1)[0], idempotency_key=str(uuid4()))).encode()
    sent = call(live, "POST", "/api/v1/tips", body, {"Content-Type": "application/json"})
    assert sent.status in (200, 201), sent.text
    with psycopg.connect(live.database_url, autocommit=True) as pooled:
        pooled.execute("set role binhyen_app")

        def tips() -> int:
            row = pooled.execute("select count(*) from intake_tip").fetchone()
            return int(row[0]) if row else -1

        assert tips() == 0
        with pooled.transaction():
            pooled.execute("select set_config('app.unit_ids', '*', true)")
            assert tips() > 0
        assert tips() == 0
        with pytest.raises(psycopg.errors.DivisionByZero), pooled.transaction():
            pooled.execute("select set_config('app.unit_ids', '*', true), 1 / 0")
        assert tips() == 0
