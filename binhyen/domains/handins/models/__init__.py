"""The tables of hand-ins, a file for each matter."""

from binhyen.domains.handins.models.custody import (
    CustodyStep,
    Deed,
    Handover,
    HandoverFile,
    Stock,
    Stocktake,
    StocktakeLine,
)
from binhyen.domains.handins.models.handins import (
    BEFORE_EXAMINED,
    HELD,
    GiverIdentity,
    HandIn,
    HandInFile,
    HandInItem,
    Stage,
    Way,
)
from binhyen.domains.handins.models.things import Campaign, ItemCategory, Measure
from binhyen.domains.handins.models.visits import Visit, VisitHours

__all__ = [
    "BEFORE_EXAMINED",
    "HELD",
    "Campaign",
    "CustodyStep",
    "Deed",
    "GiverIdentity",
    "HandIn",
    "HandInFile",
    "HandInItem",
    "Handover",
    "HandoverFile",
    "ItemCategory",
    "Measure",
    "Stage",
    "Stock",
    "Stocktake",
    "StocktakeLine",
    "Visit",
    "VisitHours",
    "Way",
]
