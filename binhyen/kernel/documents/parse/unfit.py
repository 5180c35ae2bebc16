"""Why a file cannot be kept. Known to the parsing process too, which has no Django."""

import errno
from collections.abc import Callable
from enum import StrEnum
from typing import Any


class Reason(StrEnum):
    UNKNOWN = "unknown"  # not one of the kinds on the list
    DAMAGED = "damaged"  # cut short, or not what its first bytes claim
    HIDDEN = "hidden"  # something else is hidden inside: an archive, a page, a program
    HUGE_PICTURE = "huge_picture"
    LOCKED = "locked"  # a PDF that asks for a password
    MANY_PAGES = "many_pages"
    SECRET = "secret"  # stamped MẬT, TỐI MẬT or TUYỆT MẬT  # noqa: S105 (a word, no password)
    HEAVY = "heavy"  # took more time or memory than any honest file does
    DISK_FULL = "disk_full"


class Unfit(Exception):
    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


def answered(work: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``work`` finds, or {"refused": reason}: nothing that a file does ends otherwise."""
    try:
        return work()
    except Unfit as unfit:
        return {"refused": unfit.reason}
    except (MemoryError, RecursionError):
        return {"refused": Reason.HEAVY}
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return {"refused": Reason.DISK_FULL if full else Reason.DAMAGED}
    except Exception:  # a library's fault over a stranger's file: here it ends, as a sentence
        return {"refused": Reason.DAMAGED}
