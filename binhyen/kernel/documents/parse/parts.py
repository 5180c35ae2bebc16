"""Parts of a picture, in hundredths of its sides: known to pages and to the parsing process."""

from typing import NamedTuple

MOST_PARTS = 160


class Part(NamedTuple):
    """A rectangle: the place of its upper left corner, and how far it goes. 0 to 100."""

    left: float
    top: float
    width: float
    height: float
