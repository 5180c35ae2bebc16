"""What a report holds about people: the reporter (sealed, apart) and whoever the text tells of."""

from binhyen.lib.personal import ACCOUNT, CASE_FILE, Personal, Tables

SEALED = Personal(
    why="Liên hệ với người báo tin có nêu tên; giữ bí mật cho họ (Điều 56 Luật Tố cáo 2018). "
    "Máy chủ web không mở được.",
    until="Cùng thời hạn với tin. Rút đồng ý nhận thư được bất cứ lúc nào.",
)
DRAFT = Personal(
    why="Người đang viết không mất bài khi mất mạng; khóa mở chỉ ở trình duyệt của họ.",
    until="Nhiều nhất 24 giờ.",
)

OLD_REGISTER = Personal(
    why="Sổ tiếp nhận cũ của đơn vị, có tên người cung cấp tin; niêm phong từ lúc tải lên, chỉ "
    "tiến trình nền mở được.",
    until="Đến khi nhập xong, nhiều nhất 7 ngày; danh tính từng tin theo hạn của tin.",
)

TABLES: Tables = {
    "Category": {},
    "RegisterImport": {"user": ACCOUNT, "sealed": OLD_REGISTER},
    "ImportedLine": {},
    "ImportFault": {},
    "ColumnMemory": {},
    "AssistedIntake": {
        "registered_by": ACCOUNT,
        "late_reason": CASE_FILE,
        "items": CASE_FILE,
    },
    "Tip": {
        "text": CASE_FILE,
        "place_note": CASE_FILE,
        "lat": CASE_FILE,
        "lon": CASE_FILE,
        "occurred_note": CASE_FILE,
        "answer": CASE_FILE,
        "valuable_reason": CASE_FILE,
        "rating_note": CASE_FILE,
        "assignee": ACCOUNT,
    },
    "ReporterIdentity": {"sealed": SEALED},
    "Conflict": {"user": CASE_FILE, "declared_by": ACCOUNT, "reason": CASE_FILE},
    "RegisterCounter": {},
    "RegisterEntry": {},
    "TipMessage": {"text": CASE_FILE, "user": ACCOUNT},
    "TipNote": {"text": CASE_FILE, "user": ACCOUNT},
    "TipFile": {},
    "TipRecurrence": {"reason": CASE_FILE, "user": ACCOUNT},
    "TipLink": {"reason": CASE_FILE, "user": ACCOUNT},
    "Extension": {"reason": CASE_FILE},
    "Suspension": {},
    "Appeal": {"text": CASE_FILE, "answer": CASE_FILE},
    "ShiftHandover": {"giver": ACCOUNT, "taker": ACCOUNT, "note": CASE_FILE},
    "ShiftHandoverLine": {"note": CASE_FILE, "why": CASE_FILE},
    "ResponseText": {},
    "ResponseVersion": {"author": ACCOUNT},
    "Answer": {"looked_by": ACCOUNT, "looked_note": CASE_FILE},
    "Draft": {"sealed": DRAFT},
}
