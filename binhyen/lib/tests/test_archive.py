"""Many files in one, sealed or not."""

from pathlib import Path

import pytest

from binhyen.lib import archive
from binhyen.lib.sealing import Unopenable, make_identity

PHOTO = b"\xff\xd8" + bytes(range(256)) * 9000


def packed(folder: Path, recipient: str = "") -> Path:
    (folder / "photo").write_bytes(PHOTO)
    target = folder / "kept.tar"
    with archive.writing(target, recipient) as tar:
        archive.add_file(tar, "files/photo", folder / "photo")
        archive.add_bytes(tar, "words", "Tạm biệt".encode())
    return target


def unpacked(source: Path, secret: str = "") -> dict[str, bytes]:
    found = {}
    with archive.reading(source, secret) as members:
        for name, content in members:
            found[name] = content.read()
    return found


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    assert unpacked(packed(tmp_path)) == {"files/photo": PHOTO, "words": "Tạm biệt".encode()}


def test_a_sealed_archive_opens_with_its_key_only(tmp_path: Path) -> None:
    owner, other = make_identity(), make_identity()
    kept = packed(tmp_path, owner.recipient)

    assert archive.is_sealed(kept)
    assert PHOTO[:2000] not in kept.read_bytes()
    assert unpacked(kept, owner.secret)["files/photo"] == PHOTO
    for wrong in (other.secret, ""):
        with pytest.raises(Unopenable):
            unpacked(kept, wrong)


@pytest.mark.parametrize("part", [0.3, 0.9])
@pytest.mark.parametrize("sealed", [True, False])
def test_a_cut_archive_is_no_archive(tmp_path: Path, part: float, sealed: bool) -> None:
    owner = make_identity()
    kept = packed(tmp_path, owner.recipient if sealed else "")
    whole = kept.read_bytes()
    kept.write_bytes(whole[: int(len(whole) * part)])

    with pytest.raises(Unopenable):
        unpacked(kept, owner.secret)


def test_a_changed_byte_of_a_sealed_archive_is_found(tmp_path: Path) -> None:
    owner = make_identity()
    kept = packed(tmp_path, owner.recipient)
    touched = bytearray(kept.read_bytes())
    touched[len(touched) // 2] ^= 1
    kept.write_bytes(touched)

    with pytest.raises(Unopenable):
        unpacked(kept, owner.secret)


def test_a_fault_on_the_way_leaves_no_archive(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), archive.writing(tmp_path / "kept.tar") as tar:
        archive.add_file(tar, "files/photo", tmp_path / "gone")

    assert list(tmp_path.iterdir()) == []
