"""Administrative units are not people: nothing here is personal."""

from binhyen.lib.personal import Tables

TABLES: Tables = {
    "ReformAct": {},
    "Place": {},
    "PlaceName": {},
    "PlaceParent": {},
    "PlaceClosure": {},
    "Succession": {},
    "Boundary": {},
}
