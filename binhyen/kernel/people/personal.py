"""Officers' accounts. Citizens have none: reporting needs no account."""

from binhyen.lib.personal import ACCOUNT, Personal, Tables

SIGN_IN = Personal(
    why="Đăng nhập an toàn.",
    until="Đến khi tài khoản đóng hoặc người dùng đổi.",
)

IN_SESSION = Personal(
    why="Giữ phiên đăng nhập và cho chủ tài khoản thấy thiết bị lạ; không lưu địa chỉ mạng.",
    until="Đến khi đăng xuất, chậm nhất 12 giờ; dòng hết hạn được dọn hằng đêm.",
)

TABLES: Tables = {
    "User": {
        "full_name": ACCOUNT,
        "title": ACCOUNT,
        "email": SIGN_IN,
        "phone": SIGN_IN,
        "password": SIGN_IN,
        "last_login": SIGN_IN,
    },
    "Duty": {"user": ACCOUNT, "handed_over_to": ACCOUNT},
    "ApiToken": {
        "user": SIGN_IN,
        "name": SIGN_IN,
        "last_used_on": Personal(
            why="Thấy và thu hồi khóa không còn dùng.", until="Cùng với khóa."
        ),
    },
    "Session": {
        "user": IN_SESSION,
        "session_data": IN_SESSION,
        "device": IN_SESSION,
        "started_at": IN_SESSION,
        "seen_at": IN_SESSION,
    },
    # Keys are hashed, values are times and counts.
    "Remembered": {},
}
