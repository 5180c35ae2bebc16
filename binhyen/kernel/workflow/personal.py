from binhyen.lib.personal import ACCOUNT, Tables

TABLES: Tables = {
    "LegalRule": {"verified_by": ACCOUNT},
    "CalendarYear": {},
    "CalendarDay": {},
    "Deadline": {},
    "SavedView": {"owner": ACCOUNT},
    "BookCounter": {},
}
