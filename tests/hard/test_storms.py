"""Many at once, answers that never arrive: nothing twice, nothing lost, no gap in the register.
Against the real server."""

from collections.abc import Sequence

import pytest

from tests.hard.callers import (
    Visitor,
    at_once,
    call,
    communes_of,
    register_of,
    report,
    send,
    send_and_hang_up,
    tips_at,
)
from tests.live import Live

pytestmark = pytest.mark.live


@pytest.fixture(scope="module")
def communes(live: Live) -> Sequence[str]:
    # Far down the list, where no other test of this product reports anything.
    return communes_of(live, 64)[60:]


def test_a_hundred_identical_reports_at_once_are_one(live: Live, communes: Sequence[str]) -> None:
    given = report(communes[0])
    answers = at_once(lambda _: send(live, given), range(100), clients=25)
    assert sorted(answer.status for answer in answers) == [200] * 99 + [201]
    assert len({(one.json()["code"], one.json()["secret"]) for one in answers}) == 1
    assert tips_at(live, communes[0]) == 1
    assert register_of(live, communes[0]) == [1]


def test_two_hundred_reports_at_once_get_two_hundred_numbers(
    live: Live, communes: Sequence[str]
) -> None:
    answers = at_once(lambda _: send(live, report(communes[1])), range(200), clients=40)
    assert [answer.status for answer in answers] == [201] * 200
    assert len({answer.json()["code"] for answer in answers}) == 200
    assert register_of(live, communes[1]) == list(range(1, 201))


def test_thirty_taps_on_send_make_one_report(live: Live, communes: Sequence[str]) -> None:
    visitor = Visitor(live)
    for step, answers in {
        "viec-gi": {"category": "theft"},
        "o-dau": {"place": communes[2], "when": "yesterday"},
        "chuyen-gi": {"text": "Có người lạ vào sân nhà bà Nguyễn Thị Sáu lấy xe máy."},
        "ban-la-ai": {"how": "anonymous"},
    }.items():
        answer = visitor.post(f"/bao-tin/{step}/", **answers)
        assert answer.status == 302, (step, answer.text)
    visitor.get("/bao-tin/kiem-tra/")

    taps = at_once(lambda _: visitor.post("/bao-tin/kiem-tra/"), range(30), clients=15)

    assert {tap.status for tap in taps} == {302}
    assert tips_at(live, communes[2]) == 1
    assert register_of(live, communes[2]) == [1]
    assert visitor.get("/bao-tin/bien-nhan/").status == 200


def test_whose_answer_was_lost_sends_again_and_has_one_report(
    live: Live, communes: Sequence[str]
) -> None:
    given = [report(communes[3]) for _ in range(50)]
    at_once(lambda one: send_and_hang_up(live, one), given, clients=10)
    answers = at_once(lambda one: send(live, one), given, clients=10)
    assert {answer.status for answer in answers} <= {200, 201}
    assert tips_at(live, communes[3]) == 50
    assert register_of(live, communes[3]) == list(range(1, 51))
    receipt = answers[0].json()
    talk = f"/api/v1/tips/{receipt['code']}/messages"
    assert call(live, "GET", talk, headers={"X-Tip-Secret": receipt["secret"]}).json() == []
