"""The parsing process's own work, called here without the process."""

import random
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from binhyen.kernel.documents.parse.__main__ import main
from binhyen.kernel.documents.parse.stamps import stamp_in_lines, stamp_in_name
from binhyen.kernel.documents.tests import corpus


def look(content: bytes, folder: Path) -> dict[str, Any]:
    source = folder / "source"
    source.write_bytes(content)
    return main(source, folder)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (corpus.photo()[:-300], "damaged"),
        (corpus.photo("PNG")[:-300], "damaged"),
        (corpus.photo("WEBP")[:-300], "damaged"),
        (corpus.photo("HEIF")[:-300], "damaged"),
        (corpus.film()[:-300], "damaged"),
        (corpus.pdf()[:300], "damaged"),
        (b"", "unknown"),
        (corpus.png_claiming(50_000, 50_000), "huge_picture"),
        (corpus.jpeg_claiming(65_000, 65_000), "huge_picture"),
        (corpus.png_claiming(640, 480)[:200], "damaged"),
        (corpus.photo() + corpus.archive(), "hidden"),
        (corpus.photo("PNG") + corpus.archive(), "hidden"),
        (corpus.pdf() + corpus.archive(), "hidden"),
        (corpus.film() + corpus.archive(), "hidden"),
        (corpus.mp3() + corpus.archive(), "hidden"),
        (corpus.photo() + corpus.pdf(), "hidden"),
        (corpus.photo("PNG") + b"<svg onload=alert(1)>", "hidden"),
        (corpus.with_comment("<script>alert(1)</script>"), "hidden"),
        (corpus.with_comment("%PDF-1.7"), "hidden"),
        (corpus.photo() + corpus.EICAR, "hidden"),
        (corpus.EICAR, "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "unknown"),
        (b"<!doctype html><script>alert(1)</script>", "unknown"),
        (corpus.archive(), "unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "unknown"),
        (b"GIF89a" + bytes(100), "unknown"),
        (b"MZ" + bytes(100), "unknown"),
        ("Tôi muốn báo tin".encode(), "unknown"),
        (b"junk" + corpus.pdf(), "unknown"),
        (corpus.pdf(password="khóa"), "locked"),
        (b"\0\0\0\x18ftypisom" + bytes(12), "damaged"),
    ],
)
def test_harm_is_refused(content: bytes, reason: str, tmp_path: Path) -> None:
    assert look(content, tmp_path) == {"refused": reason}


@pytest.mark.parametrize(
    ("name", "stamp"),
    [
        ("Kế hoạch 12 MẬT.pdf", "MẬT"),
        ("[TỐI MẬT] Báo cáo.pdf", "TỐI MẬT"),
        ("bao_cao-TUYỆT_MẬT.pdf", "TUYỆT MẬT"),
        (normalize("NFD", "TỐI MẬT.pdf"), "TỐI MẬT"),
        ("TUYET MAT.pdf", "TUYỆT MẬT"),
        ("mật ong.jpg", None),
        ("MẬT ONG.pdf", None),
        ("BẢO MẬT.pdf", None),
        ("MẬT KHẨU.pdf", None),
        ("MAT TRAN TO QUOC.pdf", None),
        ("mật.pdf", None),
        ("", None),
    ],
)
def test_the_stamp_among_the_words_of_a_name(name: str, stamp: str | None) -> None:
    assert stamp_in_name(name) == stamp


@pytest.mark.parametrize(
    ("line", "stamp"),
    [
        ("MẬT", "MẬT"),
        ("  TỐI MẬT.  ", "TỐI MẬT"),
        ("TUYỆT   MẬT", "TUYỆT MẬT"),
        (normalize("NFD", "TUYỆT MẬT"), "TUYỆT MẬT"),
        ("ĐỘ MẬT: TỐI MẬT", "TỐI MẬT"),
        ("BỘ CÔNG AN      MẬT", "MẬT"),
        ("TUY ỆT M ẬT", "TUYỆT MẬT"),
        ("[ MẬT ] 12", "MẬT"),
        ("BẢO VỆ BÍ MẬT NHÀ NƯỚC", None),
        ("Mật", None),
        ("MẬT ONG RỪNG", None),
        ("Danh mục TỐI MẬT gồm", None),
        ("BÍ MẬT", None),
    ],
)
def test_a_stamp_is_a_whole_line(line: str, stamp: str | None) -> None:
    assert stamp_in_lines(["Số: 12/KH", line]) == stamp


@pytest.mark.parametrize(
    "content",
    [
        corpus.pdf(["BỘ CÔNG AN", "MẬT", "Số: 12/KH"]),
        corpus.pdf([normalize("NFD", "TUYỆT MẬT")]),
        corpus.pdf(["x"], title="TỐI MẬT"),
        corpus.with_comment("TỐI MẬT"),
    ],
    ids=["text layer", "decomposed", "title", "comment of a picture"],
)
def test_a_stamp_inside_is_found(content: bytes, tmp_path: Path) -> None:
    assert look(content, tmp_path) == {"refused": "secret"}


def test_words_about_secrets_are_no_stamp(tmp_path: Path) -> None:
    lines = ["QUY CHẾ", "BẢO VỆ BÍ MẬT NHÀ NƯỚC", "mật", "Danh mục TỐI MẬT gồm"]
    assert look(corpus.pdf(lines), tmp_path)["pages"] == 1


SEEDS = {
    "jpeg": corpus.photo(),
    "png": corpus.photo("PNG"),
    "webp": corpus.photo("WEBP"),
    "heic": corpus.photo("HEIF"),
    "pdf": corpus.pdf(javascript=True),
    "film": corpus.film(),
    "recording": corpus.mp3(),
}


@pytest.mark.parametrize("seed", SEEDS.values(), ids=SEEDS)
def test_a_broken_file_is_answered_and_tells_nothing(seed: bytes, tmp_path: Path) -> None:
    """Sixty files with a few bytes changed or the end cut off, the same ones every time."""
    chance = random.Random(len(seed))
    for _file in range(60):
        broken = bytearray(seed)
        for _byte in range(chance.choice([1, 3, 20])):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        answer = look(bytes(broken), tmp_path)
        if "refused" not in answer:
            copy = tmp_path / str(answer["working"])
            assert corpus.GPS_MARK not in copy.read_bytes()
