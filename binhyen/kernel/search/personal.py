"""Words of records, which may be about people as the records are."""

from binhyen.lib.personal import Personal, Tables

WORDS = Personal(
    why="Cán bộ tìm lại được hồ sơ mà mình có quyền đọc (Điều 145–147 BLTTHS 2015).",
    until="Cùng hồ sơ: hồ sơ bị xóa thì từ của nó mất theo trong vài giây.",
)
VOCABULARY = Personal(
    why="Gợi ý từ gõ sai. Chỉ là từ và số lần gặp, không biết từ hồ sơ nào; từ hiếm không bao giờ "
    "được gợi ý vì có thể là tên người.",
    until="Làm lại từ đầu cùng bảng tìm kiếm (`binhyen verify-search --rebuild`).",
)

TABLES: Tables = {
    "SearchEntry": {"canon": WORDS, "fold": WORDS},
    "SearchWord": {"word": VOCABULARY},
    "SearchMark": {},
}
