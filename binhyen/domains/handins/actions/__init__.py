"""All that changes a hand-in, its things, campaigns, visits. One function for one verb."""

from binhyen.domains.handins.actions.campaigns import end_campaign, open_campaign
from binhyen.domains.handins.actions.common import Signing
from binhyen.domains.handins.actions.custody import (
    correct_item,
    destroy_items,
    examine_items,
    hand_to_military,
    store_items,
    take_over_item,
    transfer_items,
)
from binhyen.domains.handins.actions.erasing import erase_handin
from binhyen.domains.handins.actions.receiving import (
    Giver,
    Giving,
    Line,
    give_gift,
    receive_handin,
    record_export,
)
from binhyen.domains.handins.actions.stocktaking import Counted, take_stock
from binhyen.domains.handins.actions.visiting import (
    Hours,
    book_visit,
    cancel_visit,
    miss_visit,
    move_visit,
    note_visit,
    set_hours,
)

__all__ = [
    "Counted",
    "Giver",
    "Giving",
    "Hours",
    "Line",
    "Signing",
    "book_visit",
    "cancel_visit",
    "correct_item",
    "destroy_items",
    "end_campaign",
    "erase_handin",
    "examine_items",
    "give_gift",
    "hand_to_military",
    "miss_visit",
    "move_visit",
    "note_visit",
    "open_campaign",
    "receive_handin",
    "record_export",
    "set_hours",
    "store_items",
    "take_over_item",
    "take_stock",
    "transfer_items",
]
