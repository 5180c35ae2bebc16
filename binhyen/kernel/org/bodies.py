"""Which bodies stand at each level, what they are called and until when (no tables)."""

from dataclasses import dataclass
from datetime import date

from binhyen.kernel.org.models import UnitKind
from binhyen.kernel.places.models import Level

# Public security has had no district level since 1 March 2025 (domain.md: thanhnien.vn, 694 ended).
NO_DISTRICT_POLICE = date(2025, 3, 1)


@dataclass(frozen=True)
class Family:
    """One line of command: a body at each level, each under the next one above it in force."""

    title: str
    kinds: dict[str, str]
    district_until: date | None = None

    def name(self, place_name: str) -> str:
        """ "Xã Nhật Tân" → "Công an xã Nhật Tân"."""
        return f"{self.title} {place_name[0].lower()}{place_name[1:]}"


POLICE = Family(
    "Công an",
    {
        Level.PROVINCE: UnitKind.POLICE_PROVINCE,
        Level.DISTRICT: UnitKind.POLICE_DISTRICT,
        Level.COMMUNE: UnitKind.POLICE_COMMUNE,
    },
    NO_DISTRICT_POLICE,
)
COMMITTEE = Family(
    "Ủy ban nhân dân",
    {
        Level.PROVINCE: UnitKind.COMMITTEE_PROVINCE,
        Level.DISTRICT: UnitKind.COMMITTEE_DISTRICT,
        Level.COMMUNE: UnitKind.COMMITTEE_COMMUNE,
    },
)
FRONT = Family(
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
    dict.fromkeys((Level.PROVINCE, Level.DISTRICT, Level.COMMUNE), UnitKind.FRONT),
)
# Since July 2025 regional offices (VKSND khu vực) stand for several communes; no source lists them,
# so the provincial one is named until an administrator enters them.
PROCURACY = Family(
    "Viện kiểm sát nhân dân",
    dict.fromkeys((Level.PROVINCE, Level.DISTRICT), UnitKind.PROCURACY),
)
FAMILIES = (POLICE, COMMITTEE, FRONT, PROCURACY)

# Departments of the provincial police that take part in the movement or in handling reports.
DEPARTMENTS = {
    "PV05": "Phòng Xây dựng phong trào bảo vệ an ninh Tổ quốc",
    "PC01": "Văn phòng Cơ quan Cảnh sát điều tra",
    "PC02": "Phòng Cảnh sát hình sự",
    "PC04": "Phòng Cảnh sát điều tra tội phạm về ma túy",
    "PC06": "Phòng Cảnh sát quản lý hành chính về trật tự xã hội",
    "PC07": "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ",
    "PC08": "Phòng Cảnh sát giao thông",
    "PA05": "Phòng An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao",
}

NO_DISTRICT_BASIS = "không còn tổ chức cấp huyện; hồ sơ về cấp tỉnh cho đến khi được giao lại"
REFORM_BASIS = "theo việc sắp xếp đơn vị hành chính"
