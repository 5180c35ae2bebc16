"""Who tried to open which identity, and why: never whose it was."""

from binhyen.lib.personal import ACCOUNT, Personal, Tables

WHY = Personal(
    why="Kiểm tra việc mở danh tính có đúng lý do (Điều 56 Luật Tố cáo 2018). Không ghi danh tính.",
    until="Không xóa: thanh tra phải đọc lại được.",
)

TABLES: Tables = {
    "Opening": {"user": ACCOUNT, "note": WHY},
    "OpeningLimit": {},
}
