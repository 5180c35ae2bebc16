"""Keep a file, show it, let go of it. One function for one verb."""

from binhyen.kernel.documents.actions.covering import cover_parts
from binhyen.kernel.documents.actions.keeping import (
    attach_held,
    drop_held,
    drop_held_older_than,
    keep_upload,
)
from binhyen.kernel.documents.actions.waiting import convert_waiting, scan_waiting

__all__ = [
    "attach_held",
    "convert_waiting",
    "cover_parts",
    "drop_held",
    "drop_held_older_than",
    "keep_upload",
    "scan_waiting",
]
