"""Everything that changes a tip. One function for one verb of the procedure."""

from binhyen.domains.intake.actions.arriving import Arrival, Receipt, Reporter, receive_tip
from binhyen.domains.intake.actions.assisting import Assistance, attach_minutes, register_tip
from binhyen.domains.intake.actions.conflicts import declare_conflict
from binhyen.domains.intake.actions.erasing import erase_tip
from binhyen.domains.intake.actions.handling import (
    accept_tip,
    add_note,
    ask_reporter,
    assign_tip,
    classify_tip,
    mark_late,
    mark_valuable,
    move_to_heir,
    record_export,
    transfer_tip,
)
from binhyen.domains.intake.actions.law import (
    close_tip,
    decide_appeal,
    extend_tip,
    fulfil_duty,
    notify_procuracy,
    resume_tip,
    suspend_tip,
)
from binhyen.domains.intake.actions.linking import link_tips, part_tips
from binhyen.domains.intake.actions.photos import cover_photo, show_photos
from binhyen.domains.intake.actions.recurring import answer_recurrence, note_recurrence
from binhyen.domains.intake.actions.reporter import (
    add_reporter_files,
    appeal_tip,
    rate_tip,
    withdraw_contact,
    write_message,
)
from binhyen.domains.intake.actions.responses import (
    Wording,
    look_at_answer,
    rewrite_response,
    send_first_answer,
    withdraw_response,
    write_response,
)
from binhyen.domains.intake.actions.shifts import (
    confirm_shift,
    offer_shift,
    take_over_tip,
    withdraw_shift,
)

__all__ = [
    "Arrival",
    "Assistance",
    "Receipt",
    "Reporter",
    "Wording",
    "accept_tip",
    "add_note",
    "add_reporter_files",
    "answer_recurrence",
    "appeal_tip",
    "ask_reporter",
    "assign_tip",
    "attach_minutes",
    "classify_tip",
    "close_tip",
    "confirm_shift",
    "cover_photo",
    "decide_appeal",
    "declare_conflict",
    "erase_tip",
    "extend_tip",
    "fulfil_duty",
    "link_tips",
    "look_at_answer",
    "mark_late",
    "mark_valuable",
    "move_to_heir",
    "note_recurrence",
    "notify_procuracy",
    "offer_shift",
    "part_tips",
    "rate_tip",
    "receive_tip",
    "record_export",
    "register_tip",
    "resume_tip",
    "rewrite_response",
    "send_first_answer",
    "show_photos",
    "suspend_tip",
    "take_over_tip",
    "transfer_tip",
    "withdraw_contact",
    "withdraw_response",
    "withdraw_shift",
    "write_message",
    "write_response",
]
