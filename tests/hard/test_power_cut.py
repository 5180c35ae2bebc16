"""The web server is killed at once, as by a power cut, while reports come in: whoever was told that
a report is taken finds it, nobody's is there twice, and the register has no gap."""

import threading
import time

import pytest

from tests.hard.callers import at_once, communes_of, patiently, register_of, report, tips_at
from tests.live import Live

pytestmark = pytest.mark.live
REPORTS, CUTS = 160, 3


def test_a_power_cut_of_the_web_loses_and_doubles_nothing(live: Live) -> None:
    commune = communes_of(live, 68)[67]
    given = [report(commune) for _ in range(REPORTS)]
    over = threading.Event()

    def cut_the_power() -> None:
        for _ in range(CUTS):
            time.sleep(0.4)
            if over.is_set():
                return
            live.stop("serve", kill=True)
            live.start("serve")

    cutter = threading.Thread(target=cut_the_power)
    cutter.start()
    answers = at_once(lambda one: patiently(live, one), given, clients=6)
    over.set()
    cutter.join()

    assert len({answer.json()["code"] for answer in answers}) == REPORTS
    assert tips_at(live, commune) == REPORTS
    assert register_of(live, commune) == list(range(1, REPORTS + 1))
