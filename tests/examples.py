"""How many examples a property is tried with: few in `make test`, many in `make bench`."""

import os


def examples(few: int) -> int:
    """``few``, unless BINHYEN_EXAMPLES says how many."""
    return int(os.environ.get("BINHYEN_EXAMPLES", few))
