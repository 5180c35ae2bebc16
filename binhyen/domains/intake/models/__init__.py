"""The tables of intake. ``tips`` holds a report and what happens to it; what stands around it has a
file of its own here. Everybody imports from this package."""

from binhyen.domains.intake.models.assisted import AssistedIntake, Bringer
from binhyen.domains.intake.models.conflicts import Conflict
from binhyen.domains.intake.models.imports import (
    ColumnMemory,
    ImportedLine,
    ImportFault,
    RegisterImport,
)
from binhyen.domains.intake.models.links import TipLink
from binhyen.domains.intake.models.recurrences import TipRecurrence
from binhyen.domains.intake.models.responses import Answer, Flaw, ResponseText, ResponseVersion
from binhyen.domains.intake.models.shifts import ShiftHandover, ShiftHandoverLine
from binhyen.domains.intake.models.tips import (
    CRIME_KINDS,
    Appeal,
    Category,
    Channel,
    Decider,
    Draft,
    Extension,
    Kind,
    Outcome,
    RegisterCounter,
    RegisterEntry,
    ReporterIdentity,
    Status,
    Suspension,
    SuspensionGround,
    Tip,
    TipFile,
    TipMessage,
    TipNote,
    TipQuerySet,
)

__all__ = [
    "CRIME_KINDS",
    "Answer",
    "Appeal",
    "AssistedIntake",
    "Bringer",
    "Category",
    "Channel",
    "ColumnMemory",
    "Conflict",
    "Decider",
    "Draft",
    "Extension",
    "Flaw",
    "ImportFault",
    "ImportedLine",
    "Kind",
    "Outcome",
    "RegisterCounter",
    "RegisterEntry",
    "RegisterImport",
    "ReporterIdentity",
    "ResponseText",
    "ResponseVersion",
    "ShiftHandover",
    "ShiftHandoverLine",
    "Status",
    "Suspension",
    "SuspensionGround",
    "Tip",
    "TipFile",
    "TipLink",
    "TipMessage",
    "TipNote",
    "TipQuerySet",
    "TipRecurrence",
]
