"""Which columns hold data about a person, why we hold it, and until when (Law 91/2025/QH15).

Every app has a ``personal.py`` with ``TABLES``: each of its models and the columns that are about
people; a table without any stands there with an empty dict, so that forgetting is not possible
(tests/test_house.py). A column that holds no personal data is not named.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Personal:
    """``why``: the task it serves, and the legal ground. ``until``: when it goes."""

    why: str
    until: str


Tables = dict[str, dict[str, Personal]]

ACCOUNT = Personal(
    why="Biết ai đang làm việc gì trong hệ thống; trách nhiệm công vụ.",
    until="Cùng hồ sơ mà người đó đã xử lý: nhật ký phải đọc được tên. Tài khoản đóng thì không "
    "đăng nhập được nữa.",
)
CASE_FILE = Personal(
    why="Tiếp nhận, giải quyết nguồn tin về tội phạm và phản ánh (Điều 145–147 BLTTHS 2015).",
    until="Theo thời hạn bảo quản của nhóm hồ sơ (trang Lưu trữ); hai người duyệt mới xóa.",
)
