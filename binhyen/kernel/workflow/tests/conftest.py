from datetime import date

import pytest

from binhyen.kernel.org.models import Unit, UnitKind
from binhyen.kernel.places.models import Place


@pytest.fixture
def unit() -> Unit:
    place = Place.objects.create(
        code="99901", level="commune", name="Xã Tân Hưng", kind="xa", valid_from=date(2025, 7, 1)
    )
    return Unit.objects.create(
        kind=UnitKind.POLICE_COMMUNE,
        name="Công an xã Tân Hưng",
        place=place,
        valid_from=date(2025, 7, 1),
    )
