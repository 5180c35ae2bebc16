"""The trail names who acted (officers); facts hold ids and words of the procedure only."""

from binhyen.lib.personal import Personal, Tables

TRAIL = Personal(
    why="Truy được ai đã xem, đã làm gì với tin của người dân; chống lạm quyền.",
    until="Không xóa: mắt xích bị xóa làm đứt chuỗi. Không chứa danh tính người báo tin.",
)

TABLES: Tables = {"Head": {}, "Event": {"actor_id": TRAIL, "body": TRAIL}}
