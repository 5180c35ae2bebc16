"""What is kept a minute, what is asked again."""

import pytest

from binhyen.lib import keeping


@pytest.fixture
def asked() -> list[str]:
    return []


def called(asked: list[str]) -> keeping.Keeping[[str], str | None]:
    @keeping.kept
    def commune(code: str) -> str | None:
        asked.append(code)
        return {"11977": "Xã Tân Hưng", "11953": "Phường Phố Hiến"}.get(code)

    return commune


def test_an_answer_is_asked_once_for_each_question(asked: list[str]) -> None:
    commune = called(asked)
    assert [commune("11977"), commune("11977"), commune("11953")] == [
        "Xã Tân Hưng",
        "Xã Tân Hưng",
        "Phường Phố Hiến",
    ]
    assert asked == ["11977", "11953"]


def test_what_is_not_there_is_asked_again(asked: list[str]) -> None:
    commune = called(asked)
    assert commune("00000") is None
    assert commune("00000") is None
    assert asked == ["00000", "00000"]


def test_after_a_minute_it_is_asked_again(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commune, now = called(asked), 1000.0
    monkeypatch.setattr("binhyen.lib.keeping.time.monotonic", lambda: now)
    commune("11977")
    now += keeping.SECONDS - 1
    commune("11977")
    now += 2
    commune("11977")
    assert asked == ["11977", "11977"]


def test_a_change_forgets_everything(asked: list[str]) -> None:
    commune = called(asked)
    commune("11977")
    keeping.forget_all()
    commune("11977")
    assert asked == ["11977", "11977"]


def test_not_more_than_a_few_thousand_are_kept(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "MOST", 1)
    commune = called(asked)
    commune("11977")
    commune("11953")
    commune("11977")
    assert asked == ["11977", "11953", "11977"]
