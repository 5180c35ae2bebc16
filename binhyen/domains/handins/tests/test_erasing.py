"""A hand-in's time runs out: two people approve; who gave it and what it looked like are gone from
rows, files and the search; the book, stock and figures stay."""

import json
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from PIL import Image

from binhyen.domains.handins import actions, queries
from binhyen.domains.handins.actions import Giver, Signing
from binhyen.domains.handins.actions.erasing import HANGS_ON_HANDIN
from binhyen.domains.handins.models import GiverIdentity, HandIn, HandInFile, HandInItem, Handover
from binhyen.domains.handins.tests.conftest import Crew
from binhyen.domains.handins.tests.factories import NOW, SIGNED, category, handed_in
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.actions import keep_upload
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.retention import actions as retention
from binhyen.kernel.retention import clockwork
from binhyen.kernel.retention.models import Proposal, Tombstone
from binhyen.kernel.retention.tombstones import lines_of
from binhyen.kernel.search.indexing import drain
from binhyen.lib.verdict import Refused
from tests.cast import Cast, signed_in

pytestmark = pytest.mark.django_db
CANARY = "Chim yến khắc chuôi"
LATER = NOW + timedelta(days=366 * 21)


@pytest.fixture(autouse=True)
def tombstones(settings: Any, tmp_path: Path) -> Path:
    settings.TOMBSTONES_FILE = tmp_path / "tombstones.jsonl"
    return tmp_path / "tombstones.jsonl"


@pytest.fixture
def gone(cast: Cast, crew: Crew) -> HandIn:
    """Named, with a photo and a scan; its things destroyed."""
    handin = handed_in(
        cast.own, actor=crew.an, giver=Giver("Đỗ Thị Yến", "0987654321"), note=CANARY
    )
    HandInItem.objects.filter(handin=handin).update(description=CANARY, purpose=CANARY)
    photo = BytesIO()
    Image.new("RGB", (64, 64), "green").save(photo, "JPEG")
    photos = [
        keep_upload(
            actor=SYSTEM,
            upload=SimpleUploadedFile("anh.jpg", photo.getvalue(), "image/jpeg"),
            held_for=None,
        )
        for _each in "12"
    ]
    HandInFile.objects.create(handin=handin, file=photos[0], added_at=NOW)
    scanned = Signing("Nguyễn Văn An", "Trần Thị Bình", note=CANARY, files=photos[1:])
    step: Any = {"actor": SYSTEM, "handin": handin, "lines": [1], "now": NOW}
    actions.store_items(signing=scanned, **step)
    actions.transfer_items(to=cast.province, signing=SIGNED, **step)
    actions.examine_items(category=category("primitive"), signing=SIGNED, **step)
    actions.destroy_items(signing=SIGNED, **step)
    drain()
    return HandIn.objects.get(pk=handin.pk)


def erased(proposal: Proposal, crew: Crew) -> int:
    for one in (crew.hai, crew.khanh):
        retention.decide(
            actor=one, proposal=proposal, approves=True, sentence="Đã hết hạn.", now=LATER
        )
    return clockwork.erase_approved(LATER)


def everything_stored() -> str:
    said = []
    with connection.cursor() as cursor:
        cursor.execute("select tablename from pg_tables where schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f'select to_jsonb(t)::text from "{table}" t')
            said += [row[0] for row in cursor.fetchall()]
    return "\n".join(said)


def found(cast: Cast, words: str) -> str:
    return signed_in(cast.binh).get("/tim/", {"q": words}).content.decode()


def test_its_words_go_from_rows_files_and_search_and_a_tombstone_stands(
    cast: Cast,
    crew: Crew,
    gone: HandIn,
    tombstones: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    folders = [vault.root() / vault.folder_of(one.ref) for one in files_of(gone)]
    assert [folder.exists() for folder in folders] == [True, True]
    assert f"/thu-nhan/{gone.ref}/" in found(cast, "chim yến")
    kept = list(gone.items.values("category", "quantity", "stage", "holder"))
    before = (queries.stock_that_disagrees(), Handover.objects.filter(handin=gone).count())

    (proposal,) = clockwork.propose_what_is_due(LATER)
    assert proposal.items.get().label == f"Giao nộp số {gone.number}/2026, {gone.place.name}"
    with django_capture_on_commit_callbacks(execute=True):
        assert erased(proposal, crew) == 1
    drain()

    assert CANARY not in everything_stored()
    assert not GiverIdentity.objects.exists()
    assert [folder.exists() for folder in folders] == [False, False]
    assert f"/thu-nhan/{gone.ref}/" not in found(cast, "chim yến")
    assert list(gone.items.values("category", "quantity", "stage", "holder")) == kept
    assert (queries.stock_that_disagrees(), gone.handovers.count()) == before
    stone = Tombstone.objects.get(subject_ref=gone.ref)
    assert (stone.record_class, stone.subject_kind, stone.kids != "") == (
        "handin",
        "handins.handin",
        True,
    )
    assert [line.ref for line in lines_of(tombstones)] == [gone.ref]
    page = signed_in(cast.binh).get(f"/thu-nhan/{gone.ref}/").content.decode()
    assert "Nội dung đã xóa ngày" in page


def files_of(handin: HandIn) -> list[Any]:
    scans = [row.file for paper in handin.handovers.all() for row in paper.files.all()]
    return [*(row.file for row in handin.files.all()), *scans]


def test_what_somebody_still_holds_is_not_listed(crew: Crew, cast: Cast) -> None:
    handed_in(cast.own, actor=crew.an)
    assert clockwork.propose_what_is_due(LATER) == []


def test_who_received_it_does_not_decide(cast: Cast, crew: Crew, gone: HandIn) -> None:
    HandIn.objects.filter(pk=gone.pk).update(received_by=cast.hai)
    (proposal,) = clockwork.propose_what_is_due(LATER)
    with pytest.raises(Refused, match="cần hai người khác"):
        retention.decide(
            actor=crew.hai, proposal=proposal, approves=True, sentence="Được.", now=LATER
        )


def test_its_leader_holds_it_back_from_its_page(cast: Cast, gone: HandIn) -> None:
    leader = signed_in(cast.binh)
    assert (
        f"/luu-tru/giu-lai/giao-nop/{gone.ref}/"
        in leader.get(f"/thu-nhan/{gone.ref}/").content.decode()
    )
    leader.post(f"/luu-tru/giu-lai/giao-nop/{gone.ref}/", {"sentence": "Tòa án còn hỏi."})
    assert "Tòa án còn hỏi." in leader.get(f"/thu-nhan/{gone.ref}/").content.decode()
    assert clockwork.propose_what_is_due(LATER) == []


def test_an_older_backup_does_not_bring_it_back(gone: HandIn, crew: Crew, tombstones: Path) -> None:
    (proposal,) = clockwork.propose_what_is_due(LATER)
    erased(proposal, crew)
    HandInItem.objects.filter(handin=gone).update(description=CANARY)  # as the backup has it
    Tombstone.objects.all().delete()
    line = {"kind": "handins.handin", "ref": str(gone.ref), "class": "handin"}
    line |= {"erased_at": LATER.isoformat(), "proposal": str(proposal.ref)}
    tombstones.write_text(json.dumps(line) + "\n")
    assert clockwork.erase_again(lines_of(tombstones), LATER) == 1
    assert CANARY not in everything_stored()


def test_the_record_leads_to_the_name_when_one_is_sealed(cast: Cast, crew: Crew) -> None:
    named = handed_in(cast.own, actor=crew.an, giver=Giver("Đỗ Thị Yến"))
    nameless = handed_in(cast.own, actor=crew.an)
    leader = signed_in(cast.binh)
    link = f"/danh-tinh/giao-nop/{named.ref}/"
    assert link in leader.get(f"/thu-nhan/{named.ref}/").content.decode()
    assert "/danh-tinh/giao-nop/" not in leader.get(f"/thu-nhan/{nameless.ref}/").content.decode()
    assert "Cần hỏi trực tiếp" in leader.get(link).content.decode()


def test_every_table_that_hangs_on_a_hand_in_says_what_becomes_of_it() -> None:
    def hanging_on(*owners: type[models.Model]) -> set[type[models.Model]]:
        return {
            model
            for model in apps.get_app_config("handins").get_models()
            for field in model._meta.local_fields
            if isinstance(field, models.ForeignKey) and field.related_model in owners
        }

    direct = hanging_on(HandIn)
    assert {one.__name__ for one in direct | hanging_on(*direct)} == set(HANGS_ON_HANDIN)
