"""What a hand-in holds about people: the giver (sealed, apart, only if named), and who signed."""

from binhyen.lib.personal import ACCOUNT, Personal, Tables

UNTIL = (
    "Theo thời hạn bảo quản (quy định keep_handin), tính từ ngày hiện vật cuối cùng được tiêu hủy "
    "hoặc bàn giao; hai người duyệt rồi mới xóa."
)
GIVER = Personal(
    why="Liên hệ lại, khen thưởng người giao nộp có nêu tên; không bắt buộc. Máy chủ web không mở "
    "được.",
    until=UNTIL,
)
PAPER = Personal(
    why="Biên bản giao nhận phải có hai người ký chịu trách nhiệm (Luật 42/2024/QH15).",
    until=UNTIL,
)
MAY_NAME = Personal(
    why="Mô tả hiện vật, tình trạng; không ghi tên người giao nộp vào đây.", until=UNTIL
)

TABLES: Tables = {
    "ItemCategory": {},
    "Campaign": {},
    "HandIn": {"received_by": ACCOUNT, "note": MAY_NAME},
    "HandInItem": {"description": MAY_NAME, "purpose": MAY_NAME},
    "GiverIdentity": {"sealed": GIVER},
    "HandInFile": {},
    "Handover": {
        "first_name": PAPER,
        "first_user": ACCOUNT,
        "second_name": PAPER,
        "note": MAY_NAME,
    },
    "CustodyStep": {},
    "HandoverFile": {},
    "Stock": {},
    "Stocktake": {"first_name": PAPER, "second_name": PAPER},
    "StocktakeLine": {"explanation": MAY_NAME},
    "VisitHours": {},
    "Visit": {},
}
