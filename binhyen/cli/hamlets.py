"""Hamlets to look around with: no free source lists the real ones (data/places/NOTICE.md), so a
demonstration makes some, labelled "minh họa" in their source, by the action that imports a list."""

import random
from datetime import date

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.places.actions import import_hamlets
from binhyen.kernel.places.models import Level, Place, PlaceType
from binhyen.kernel.places.queries import place_on
from binhyen.lib.progress import Progress, quiet

SOURCE = "minh họa"
NAMES = [
    "An Bình", "An Lạc", "Bình Minh", "Cao Xá", "Đại Đồng", "Đông Hải", "Đoàn Kết", "Hạ Đồng",
    "Hòa Bình", "Kim Thành", "Lam Sơn", "Long Vân", "Mai Xá", "Nam Tiến", "Nghĩa Trang", "Nho Lâm",
    "Phú Cường", "Phúc Thành", "Quang Trung", "Tân Dân", "Thanh Xá", "Thượng Tài", "Tiền Phong",
    "Trung Nghĩa", "Vân Nội", "Xuân Đào",
]  # fmt: skip
EACH = 5


def make_demo_hamlets(province: str, today: date, progress: Progress = quiet) -> int:
    """Five hamlets (residential groups in wards) for every commune of the province."""
    root = place_on(province, today, Level.PROVINCE)
    if root is None:
        raise LookupError(f"province {province} is not loaded")
    rng = random.Random(province)  # noqa: S311 (a demonstration)
    made = 0
    with in_scope(SYSTEM):
        for commune in Place.objects.below(root, today, Level.COMMUNE).order_by("code"):
            ward = commune.kind == PlaceType.WARD
            kind = PlaceType.RESIDENTIAL_GROUP if ward else PlaceType.HAMLET
            names = [(name, kind) for name in sorted(rng.sample(NAMES, EACH))]
            # As old as their commune, so that the demo's earlier reports find them.
            added = import_hamlets(
                actor=SYSTEM, commune=commune, names=names, on=commune.valid_from, source=SOURCE
            )
            made += len(added)
    progress(f"thôn, tổ dân phố: {made}")
    return made
