"""A request asks for no name; its text may tell of its writer."""

from binhyen.lib.personal import ACCOUNT, Personal, Tables

ASKED = Personal(
    why="Trả lời yêu cầu của chủ thể dữ liệu (Luật 91/2025/QH15; Nghị định 356/2025/NĐ-CP).",
    until="Theo thời hạn bảo quản của nhóm “Yêu cầu về dữ liệu” (trang Lưu trữ).",
)

TABLES: Tables = {
    "DataRequest": {
        "text": ASKED,
        "reply": ASKED,
        "answer": ASKED,
        "third_party": ASKED,
        "extension_reason": ASKED,
        "subject_ref": ASKED,
        "handler": ACCOUNT,
    },
}
