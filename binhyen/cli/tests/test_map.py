"""`binhyen map`: from a page to the law, read from the source."""

from io import StringIO

import pytest
from rich.console import Console

from binhyen.cli.map import print_map


def told(name: str) -> str:
    text = StringIO()
    assert print_map(name, Console(file=text, width=200)) == 0
    return text.getvalue()


def test_a_page_that_only_shows_says_so() -> None:
    assert "trang này không thay đổi dữ liệu" in told("portal:about")


def test_an_act_is_followed_to_its_rule_the_law_the_trail_and_the_tests() -> None:
    text = told("intake:act")
    assert "accept_tip" in text
    assert "may_accept" in text
    assert "Điều" in text
    assert "intake.accepted" in text
    assert "test_" in text


def test_a_wrong_name_is_answered_with_the_near_ones(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        print_map("portal:abaut", Console(file=StringIO()))
    assert left.value.code == 2
    assert "portal:about" in capsys.readouterr().err
