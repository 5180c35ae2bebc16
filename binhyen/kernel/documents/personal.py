"""What a file shows may be anybody; the file's own data names nobody."""

from binhyen.lib.personal import CASE_FILE, Tables

TABLES: Tables = {
    "File": {"original": CASE_FILE, "working": CASE_FILE, "thumbnail": CASE_FILE},
}
