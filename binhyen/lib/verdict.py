"""The answer of a rule: yes, or no with a sentence for the user and its legal basis."""

from dataclasses import dataclass


class Refused(Exception):
    """Raised by an action whose rule said no. Shown to the user as a sentence, never as a code."""

    status = 403

    def __init__(self, verdict: "Verdict") -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class Unavailable(Refused):
    """Not now, through no fault of the user: a full disk, a busy server. Answered with 503."""

    status = 503


@dataclass(frozen=True)
class Verdict:
    """``law`` names the article the refusal rests on; ``since`` the day it took effect."""

    allowed: bool
    reason: str = ""
    law: str = ""
    since: str = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Raise ``Refused`` when the answer is no."""
        if not self.allowed:
            raise Refused(self)


YES = Verdict(True)


def no(reason: str, *, law: str = "", since: str = "") -> Verdict:
    """A refusal: ``reason`` is a whole sentence that says what to do instead."""
    return Verdict(False, str(reason), law, since)
