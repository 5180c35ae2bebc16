"""Who decided about erasing, and that something was erased; never what it was about."""

from binhyen.lib.personal import ACCOUNT, Tables

TABLES: Tables = {
    "Hold": {"placed_by": ACCOUNT, "lifted_by": ACCOUNT, "reason": ACCOUNT, "lift_reason": ACCOUNT},
    "Proposal": {"made_by": ACCOUNT},
    "ProposalItem": {},
    "Approval": {"user": ACCOUNT},
    "Tombstone": {},
}
