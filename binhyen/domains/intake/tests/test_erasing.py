"""A report's time runs out: two people approve, its words go everywhere, its figures stay."""

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from PIL import Image

from binhyen.domains.intake import actions
from binhyen.domains.intake.actions.erasing import HANGS_ON_TIP
from binhyen.domains.intake.models import Tip
from binhyen.domains.intake.tests.conftest import serving
from binhyen.domains.intake.tests.factories import NOW, received
from binhyen.kernel.audit.verify import verify_audit
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.indicators.draining import drain
from binhyen.kernel.notify.models import Message
from binhyen.kernel.org.models import Unit
from binhyen.kernel.org.queries import parent_of
from binhyen.kernel.people.actor import ANONYMOUS, SYSTEM, Actor, actor_of
from binhyen.kernel.people.models import Role
from binhyen.kernel.places.models import Place
from binhyen.kernel.retention import actions as retention
from binhyen.kernel.retention import clockwork
from binhyen.kernel.retention.classes import class_called
from binhyen.kernel.retention.models import Hold, Proposal, ProposalItem, Tombstone
from binhyen.kernel.retention.tombstones import lines_of
from binhyen.lib.verdict import Refused

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=366 * 21)
CANARY = "Nguyễn Thị Chim Yến"


@pytest.fixture(autouse=True)
def a_file_of_tombstones(settings: Any, tmp_path: Path) -> Path:
    settings.TOMBSTONES_FILE = tmp_path / "tombstones.jsonl"
    return tmp_path / "tombstones.jsonl"


@pytest.fixture
def told(tan_hung: Place, police: Unit, handler: Actor, leader: Actor) -> Tip:
    """A named report with everything that can hang on one, closed."""
    reporter = actions.Reporter(CANARY, "0912345678", "chim@vidu.vn", may_contact=True)
    tip = received(tan_hung, NOW, text=f"{CANARY} kể", anonymous=False, reporter=reporter)
    Tip.objects.filter(pk=tip.pk).update(place_note=f"nhà {CANARY}", lat=20.9, lon=106.1)
    photo = BytesIO()
    Image.new("RGB", (64, 64), "green").save(photo, "JPEG")
    upload = SimpleUploadedFile("anh.jpg", photo.getvalue(), "image/jpeg")
    file = keep_upload(actor=ANONYMOUS, upload=upload, held_for=None)
    actions.add_reporter_files(actor=ANONYMOUS, tip=tip, files=[file], now=NOW)
    actions.write_message(actor=ANONYMOUS, tip=tip, text=f"{CANARY} viết", now=NOW)
    actions.accept_tip(actor=leader, tip=tip, now=NOW)
    assert handler.user is not None
    actions.assign_tip(actor=leader, tip=tip, assignee=handler.user, now=NOW)
    actions.add_note(actor=handler, tip=tip, text=f"gặp {CANARY}", now=NOW)
    result = actions.law.Result("advised", f"Đã mời {CANARY}", decided_by="Tòa án")
    actions.close_tip(actor=leader, tip=tip, result=result, now=NOW + timedelta(days=9))
    actions.rate_tip(actor=ANONYMOUS, tip=tip, rating=4, note=f"cảm ơn, {CANARY}", now=NOW)
    actions.appeal_tip(actor=ANONYMOUS, tip=tip, text=f"{CANARY} xin xem lại", now=NOW)
    return Tip.objects.get(pk=tip.pk)


@pytest.fixture
def deciders(police: Unit) -> tuple[Actor, Actor]:
    """Two of the province with the right."""
    above = parent_of(police, NOW.date())
    assert above is not None
    people = [
        serving("Hoàng Đức Hải", above, Role.LEADER),
        serving("Bùi Thị Khánh", above, Role.SUPERVISOR),
    ]
    first, second = (actor_of(one, NOW.date()) for one in people)
    return first, second


def proposed() -> Proposal:
    (made,) = clockwork.propose_what_is_due(LATER)
    return made


def approved(proposal: Proposal, *deciders: Actor, now: datetime = LATER) -> Proposal:
    for one in deciders:
        proposal = retention.decide(
            actor=one, proposal=proposal, approves=True, sentence="Đã hết hạn.", now=now
        )
    return proposal


def everything_stored() -> str:
    """Every text column of every table, as one text (of which the trail only holds no names)."""
    said = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            said += [row[0] for row in cursor.fetchall()]
    return "\n".join(said)


def test_after_its_time_two_people_approve_and_its_words_are_nowhere(
    told: Tip,
    deciders: tuple[Actor, Actor],
    django_capture_on_commit_callbacks: Any,
    a_file_of_tombstones: Path,
) -> None:
    ref = told.files.get().file.ref
    folder = vault.root() / vault.folder_of(ref)
    assert folder.exists()
    assert CANARY in everything_stored()
    kept = (told.place_id, told.category_id, told.kind, told.outcome, told.closed_on)

    approved(proposed(), *deciders)
    with django_capture_on_commit_callbacks(execute=True):
        assert clockwork.erase_approved(LATER) == 1

    assert CANARY not in everything_stored()
    assert not folder.exists()
    tip = Tip.objects.get(pk=told.pk)
    assert (tip.place_id, tip.category_id, tip.kind, tip.outcome, tip.closed_on) == kept
    assert (tip.lat, tip.text, hasattr(tip, "identity")) == (None, "–", False)
    assert not Message.objects.exclude(sealed_id=None).exists()
    stone = Tombstone.objects.get(subject_ref=told.ref)
    assert (stone.record_class, stone.kids != "") == ("tip_crime", True)
    assert [line.ref for line in lines_of(a_file_of_tombstones)] == [told.ref]
    assert CANARY not in a_file_of_tombstones.read_text()
    assert verify_audit().faults == ()


def test_figures_are_what_they_were(
    told: Tip, deciders: tuple[Actor, Actor], django_capture_on_commit_callbacks: Any
) -> None:
    from binhyen.kernel.indicators.actions import verify_figures

    drain()
    approved(proposed(), *deciders)
    clockwork.erase_approved(LATER)
    drain()

    assert verify_figures(None).agrees


def test_the_clock_proposes_and_erases_nothing_by_itself(told: Tip) -> None:
    proposal = proposed()

    assert clockwork.erase_approved(LATER) == 0
    assert clockwork.propose_what_is_due(LATER + timedelta(days=1)) == []  # it is listed already
    assert Tip.objects.get(pk=told.pk).text == told.text
    assert (proposal.made_by, proposal.items.count()) == (None, 1)


def test_before_its_time_nothing_is_proposed(told: Tip) -> None:
    assert clockwork.propose_what_is_due(NOW + timedelta(days=365 * 20)) == []


def test_one_person_is_not_two(told: Tip, deciders: tuple[Actor, Actor]) -> None:
    first, _second = deciders
    proposal = approved(proposed(), first)

    with pytest.raises(Refused, match="Cần thêm một người khác"):
        approved(proposal, first)
    assert clockwork.erase_approved(LATER) == 0
    assert Tip.objects.get(pk=told.pk).text == told.text


def test_whoever_proposed_does_not_approve(told: Tip, deciders: tuple[Actor, Actor]) -> None:
    first, second = deciders
    declared = class_called("tip_crime")
    found = declared.find(told.ref, SYSTEM)
    unit = clockwork.deciding_unit(NOW)
    assert found is not None
    assert unit is not None
    proposal = retention.propose(
        actor=first, record_class=declared, found=[found], unit=unit, ground="Theo yêu cầu", now=NOW
    )

    with pytest.raises(Refused, match="không tự duyệt"):
        approved(proposal, first, now=NOW)
    assert approved(proposal, second, now=NOW).state == Proposal.State.WAITING


def test_whoever_worked_on_a_record_does_not_approve(
    told: Tip, deciders: tuple[Actor, Actor]
) -> None:
    first, _second = deciders
    Tip.objects.filter(pk=told.pk).update(assignee=first.user)
    with pytest.raises(Refused, match="Bạn đã thụ lý"):
        approved(proposed(), first)


def test_a_commune_does_not_decide(told: Tip, leader: Actor, province_leader: Actor) -> None:
    """The list is the province's: the database shows it to nobody else."""
    listed = proposed()
    with pytest.raises(Proposal.DoesNotExist):
        approved(listed, leader)
    assert Proposal.objects.get().state == Proposal.State.WAITING


def test_one_no_ends_it(told: Tip, deciders: tuple[Actor, Actor]) -> None:
    first, second = deciders
    proposal = retention.decide(
        actor=first, proposal=proposed(), approves=False, sentence="Đang xét lại.", now=LATER
    )

    assert proposal.state == Proposal.State.DECLINED
    with pytest.raises(Refused, match="đã được quyết định"):
        approved(proposal, second)
    assert clockwork.erase_approved(LATER) == 0


def test_what_is_held_is_not_proposed_and_not_erased(
    told: Tip, leader: Actor, deciders: tuple[Actor, Actor]
) -> None:
    approved(proposed(), *deciders)
    found = class_called("tip_crime").find(told.ref, leader)
    assert found is not None
    hold = retention.place_hold(
        actor=leader, kind="intake.tip", found=found, reason="Tòa hỏi", until=None, now=LATER
    )

    assert clockwork.erase_approved(LATER) == 0
    item = ProposalItem.objects.get()
    assert (item.state, item.note) == ("left_out", "Có lệnh giữ: Tòa hỏi")
    assert clockwork.propose_what_is_due(LATER) == []

    retention.lift_hold(actor=leader, hold=hold, reason="Xong", now=LATER)
    assert len(clockwork.propose_what_is_due(LATER)) == 1


def test_a_hold_ends_with_its_day(told: Tip, leader: Actor) -> None:
    found = class_called("tip_crime").find(told.ref, leader)
    assert found is not None
    until = date(LATER.year, LATER.month, LATER.day)
    retention.place_hold(
        actor=leader, kind="intake.tip", found=found, reason="Chờ", until=until, now=NOW
    )

    assert Hold.objects.running(until).count() == 1
    assert clockwork.propose_what_is_due(LATER) == []
    assert len(clockwork.propose_what_is_due(LATER + timedelta(days=1))) == 1


def test_a_handler_may_not_hold(told: Tip, handler: Actor, neighbour: Actor) -> None:
    found = class_called("tip_crime").find(told.ref, handler)
    assert found is not None
    assert class_called("tip_crime").find(told.ref, neighbour) is None
    for actor in (handler, neighbour):
        with pytest.raises(Refused, match="chỉ huy"):
            retention.place_hold(
                actor=actor, kind="intake.tip", found=found, reason="x", until=None, now=NOW
            )
    assert not Hold.objects.exists()


def test_a_report_that_became_a_case_stays(told: Tip) -> None:
    Tip.objects.filter(pk=told.pk).update(outcome="instituted")
    assert clockwork.propose_what_is_due(LATER) == []


def test_an_older_backup_does_not_bring_it_back(
    told: Tip,
    deciders: tuple[Actor, Actor],
    django_capture_on_commit_callbacks: Any,
    a_file_of_tombstones: Path,
) -> None:
    """The table as an older backup knows it, the file of tombstones as it is today."""
    line = {"kind": "intake.tip", "ref": str(told.ref), "class": "tip_crime"}
    line |= {"erased_at": LATER.isoformat(), "proposal": str(uuid4())}
    a_file_of_tombstones.write_text(json.dumps(line) + '\n{"cut\n')
    lines = lines_of(a_file_of_tombstones)
    assert clockwork.come_back(lines) == lines

    with django_capture_on_commit_callbacks(execute=True):
        assert clockwork.erase_again(lines, LATER) == 1

    assert CANARY not in everything_stored()
    assert Tombstone.objects.get(subject_ref=told.ref).erased_at == LATER
    assert clockwork.come_back(lines) == []
    assert clockwork.erase_again(lines, LATER) == 0


def test_every_table_that_hangs_on_a_tip_says_what_becomes_of_it() -> None:
    hanging = {
        model.__name__
        for model in apps.get_app_config("intake").get_models()
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Tip
    }
    assert hanging == set(HANGS_ON_TIP)


def test_letters_that_were_sent_pass_by_themselves(told: Tip) -> None:
    Message.objects.all().update(state="sent", read_at=NOW)
    Message.objects.filter(channel="email").update(created_at=NOW - timedelta(days=120))

    old = Message.objects.mails().count()

    assert clockwork.forget_what_passes(NOW) == old > 0
    assert not Message.objects.mails().exists()
    assert Message.objects.filter(channel="inbox").exists()
