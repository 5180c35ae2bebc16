"""Old archives go, the newest stay."""

from datetime import UTC, datetime
from pathlib import Path

from binhyen.kernel.backup.writing import drop_old

NOW = datetime(2026, 11, 23, 18, 33, tzinfo=UTC)


def kept(folder: Path, *days: str) -> None:
    for day in days:
        (folder / f"binhyen-{day}-183300.tar.age").touch()


def test_archives_past_their_days_go(tmp_path: Path) -> None:
    kept(tmp_path, "20261122", "20261121", "20261120", "20261023", "20261025")
    (tmp_path / "binhyen-ghi-chu.tar").touch()

    gone = drop_old(tmp_path, days=30, now=NOW)

    assert [path.name[8:16] for path in gone] == ["20261023"]
    assert len(list(tmp_path.iterdir())) == 5


def test_the_newest_three_stay_however_old(tmp_path: Path) -> None:
    kept(tmp_path, "20250101", "20250102", "20250103", "20250104")

    gone = drop_old(tmp_path, days=30, now=NOW)

    assert [path.name[8:16] for path in gone] == ["20250101"]
