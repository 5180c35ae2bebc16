"""What must not be stored here, and where it belongs: secrets, formal denunciations, complaints.

A crime report may call itself "tố cáo", as people speak; so words alone never refuse one
(Art. 145 CPC). They only raise a question that the sender answers.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from binhyen.lib.text import canon

SECRET = "secret"  # noqa: S105 (a door, not a password)
DENUNCIATION = "denunciation"
COMPLAINT = "complaint"
EMERGENCY = "emergency"

# The stamps of Law 117/2025/QH15 on State secrets, written as a stamp is: in capitals, alone.
_STAMP = re.compile(r"(?<![\w])(TUYỆT\s+MẬT|TỐI\s+MẬT)(?![\w])|(?:^|\n)\s*MẬT\s*(?:\n|$)")
_OFFICIAL = (
    r"(cán bộ|công chức|viên chức|chủ tịch|phó chủ tịch|bí thư|trưởng thôn|trưởng công an|"
    r"công an (?:xã|phường|huyện|tỉnh)|hiệu trưởng|giám đốc|thủ trưởng|ủy ban)"
)
_DENUNCIATION = re.compile(rf"(đơn tố cáo|tố cáo .{{0,40}}{_OFFICIAL})")
_COMPLAINT = re.compile(
    r"(đơn khiếu nại|khiếu nại .{0,40}(quyết định|hành vi hành chính|kết luận|giải quyết))"
)
_EMERGENCY = re.compile(
    r"(cứu (tôi|em|con|mẹ)|đang (đánh|đâm|chém|cháy|chết|cướp|bị nhốt|bị đánh|bị giữ)|"
    r"sắp (chết|nổ|đánh)|chảy nhiều máu|(bom|mìn|lựu đạn|đạn pháo))"
)

TITLES = {
    SECRET: _("Nội dung có dấu bí mật nhà nước không gửi qua mạng"),
    DENUNCIATION: _("Đây có phải là tố cáo cán bộ, công chức không?"),
    COMPLAINT: _("Đây có phải là khiếu nại một quyết định, hành vi hành chính không?"),
    EMERGENCY: _("Việc có vẻ đang diễn ra: hãy gọi 113 trước"),
}
# Where each belongs. Nothing of what was typed is stored when a door is shown.
DOORS = {
    SECRET: _(
        "Luật Bảo vệ bí mật nhà nước (117/2025/QH15, Điều 5) cấm đưa bí mật nhà nước lên mạng. "
        "Hãy trình báo trực tiếp tại cơ quan công an gần nhất."
    ),
    DENUNCIATION: _(
        "Tố cáo theo Luật Tố cáo 2018 phải gửi tới cơ quan có thẩm quyền; tên người tố cáo được "
        "giữ bí mật nên trang này không nhận. Hãy đến nơi tiếp công dân của Ủy ban nhân dân hoặc "
        "gửi qua Cổng Dịch vụ công quốc gia."
    ),
    COMPLAINT: _(
        "Khiếu nại theo Luật Khiếu nại 2011 gửi tới chính cơ quan đã ra quyết định, hoặc nơi tiếp "
        "công dân của Ủy ban nhân dân."
    ),
    EMERGENCY: _("Gọi 113 (công an), 114 (chữa cháy, cứu nạn) hoặc 115 (cấp cứu) ngay."),
}


@dataclass(frozen=True)
class Steering:
    """``door``: where the text belongs. ``is_certain``: it may not be stored whatever is said."""

    door: str
    is_certain: bool


def steer(text: str) -> Steering | None:
    """The door that ``text`` asks for, or None when it can be taken as it is."""
    if _STAMP.search(text):
        return Steering(SECRET, is_certain=True)
    plain = " ".join(canon(text).split())
    if _DENUNCIATION.search(plain):
        return Steering(DENUNCIATION, is_certain=False)
    if _COMPLAINT.search(plain):
        return Steering(COMPLAINT, is_certain=False)
    if _EMERGENCY.search(plain):
        return Steering(EMERGENCY, is_certain=False)
    return None
