"""What tests/test_house.py looks at, and the exceptions from its rules, each with its reason."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from inspect import getmembers, isfunction
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import models

from binhyen.cli.source import ROOT, House, texts

# Files outside actions that write, and why an @action is not the place for it.
WRITERS = {
    "binhyen/kernel/retention/retention.py": "called inside the act that forgets what passes",
    "loading.py": "reference data, by the operator's command; a new release changes it, no person",
    "demo.py": "labelled demonstration data",
    "binhyen/cli/setting_up.py": "marks of set-up steps: nobody acts",
    "binhyen/kernel/places/closure.py": "derived rows, made anew from their source",
    "binhyen/kernel/places/bulk.py": "COPY for the loaders",
    "binhyen/kernel/places/boundaries.py": "reference data, by the operator's command",
    "binhyen/kernel/people/models.py": "User.objects.create_user, called by actions",
    "binhyen/kernel/indicators/counting.py": "counts of an act, called inside it",
    "binhyen/kernel/indicators/draining.py": "derived cells, by the worker; the facts are traced",
    "binhyen/kernel/search/indexing.py": "words of records, by the worker; the acts are traced",
    "binhyen/kernel/workflow/deadlines.py": "deadlines of an act, called inside it",
    "binhyen/kernel/notify/delivery.py": "state of a message that the worker is delivering",
    "binhyen/kernel/people/sessions.py": "signing in and out: the session itself is the trace",
    "binhyen/kernel/people/tokens.py": "day of last use of a token",
    "walls.py": "what hangs on a record follows its wall, inside the act that raises it",
    "binhyen/domains/intake/drafts.py": "what a citizen is still writing: no act yet",
}
# Functions of an actions file that are no actions of their own, and why.
HELPERS = {
    "binhyen.domains.intake.actions.importing.have_it_worked_on": "enqueues what an act asked for",
    "binhyen.kernel.retention.actions.worked_on": "a question that the rule and a page ask",
    "binhyen.kernel.documents.actions.keeping.attach_held": "called by the act that takes a report",
    "binhyen.kernel.documents.actions.keeping.drop_held_older_than": "one act for each it drops",
    **dict.fromkeys(
        [
            f"binhyen.domains.intake.actions.arriving.{name}"
            for name in (
                "take_down",
                "received_before",
                "tip_of",
                "duties_of",
                "files_of",
                "sealed_identity",
            )
        ],
        "what the acts that take a report in (sent, typed by an officer, imported) have in common",
    ),
    "binhyen.kernel.notify.actions.tell": "told in the transaction of the act it tells of",
    "binhyen.kernel.notify.actions.take_back": "taken back in the act that hides what it tells of",
    "binhyen.domains.intake.actions.conflicts.conflicts_of": "rows, kept by the act",
    "binhyen.kernel.notify.actions.tell_sealed": "told in the transaction of the act it tells of",
    "binhyen.kernel.indicators.actions.verify_figures": "one act for each part it compares",
}
# Where steps that several acts share stand; they trace nothing themselves.
SHARED_STEPS = ("common",)
# Tables (or all of an app) that are not behind row-level security, and why that is right.
OPEN_ROWS = {
    "places": "public reference data",
    "org": "public reference data",
    "people": "accounts and duties are asked before it is known whose eyes look",
    "audit": "heads of the chains: a number and a hash of each unit",
    "indicators": "sums, suppressed where small",
    "workflow": "rules and calendars are public; of the others each says below",
    "portal": "marks of set-up steps",
    "handins.ItemCategory": "public reference data",
    "handins.Campaign": "announced to everybody",
    "handins.VisitHours": "opening hours, public",
    "retention.Tombstone": "that something was erased: a public id and days, no words",
    "reveal.OpeningLimit": "limits are public",
    "search.SearchMark": "how far the trail was followed",
    "backup": "marks of backups",
    "intake.Category": "public reference data",
    "intake.ResponseText": "wording for answers, of no record",
    "intake.ResponseVersion": "wording for answers, of no record",
    "intake.RegisterCounter": "the last number of a register, whose numbers all see",
}
# Tables of the apps above that hold what belongs to a record.
CLOSED_ROWS = {"workflow.Deadline", "audit.Event"}
SIDE_DOORS: set[tuple[str, str]] = set()  # (from domain, to domain), as written in .importlinter
FLOORS = ["lib", "kernel", "domains", "portal"]
STAIRS = ["places", "org", "people", "audit", "documents", "notify"]
STAIRS += ["search", "workflow", "reveal", "indicators", "retention", "backup"]
RECORDING = ("record", "record_many", "record_view")
VERB = re.compile(r"[a-z_]+\.[a-z_]+")
WRITING = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "delete",
    "get_or_create",
    "update_or_create",
}


def house() -> House:
    return House("binhyen", "config")


def our_models() -> list[type[models.Model]]:
    found = [model for model in apps.get_models() if model.__module__.startswith("binhyen.")]
    return sorted(found, key=lambda model: model._meta.label)


def columns(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    return [field for field in model._meta.local_fields if not field.auto_created]


def home_of(model: type[models.Model]) -> tuple[str, str]:
    """(floor, part): ("kernel", "places")."""
    parts = model.__module__.split(".")
    return parts[1], parts[2]


def may_point(source: type[models.Model], target: type[models.Model]) -> bool:
    """Whether a foreign key from ``source`` to ``target`` goes down the house (or stays)."""
    (floor, part), (to_floor, to_part) = home_of(source), home_of(target)
    if (floor, part) == (to_floor, to_part):
        return True
    if floor != to_floor:
        return FLOORS.index(floor) > FLOORS.index(to_floor)
    if floor == "kernel":
        return STAIRS.index(part) > STAIRS.index(to_part)
    return (part, to_part) in SIDE_DOORS


def action_modules() -> list[Any]:
    return [
        import_module(name)
        for name in house().modules
        if "actions" in name.split(".") and name.split(".")[-1] not in SHARED_STEPS
    ]


def public_functions(module: Any) -> Iterator[tuple[str, Any]]:
    """Those written in the module itself: not imported, not private."""
    for name, function in getmembers(module, isfunction):
        mine = function.__module__ == module.__name__
        if mine and not name.startswith(("_", "may_")):
            yield f"{module.__name__}.{name}", function


def writes_in(path: Path) -> Iterator[str]:
    """Calls that write rows: ``x.save()``, ``Tip.objects.create(…)``, ``….update(unit=…)``."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if _writes(node, node.func):
                yield f"{path.relative_to(ROOT)}:{node.lineno} .{node.func.attr}()"


def _writes(call: ast.Call, called: ast.Attribute) -> bool:
    if called.attr in ("save", "delete"):  # image.save(path), cache.delete(key) take an argument
        return not call.args
    if called.attr == "update":  # dict.update takes a dict, a hash takes bytes
        return bool(call.keywords) and not call.args
    return called.attr in WRITING and "objects" in ast.unparse(called.value)


def may_write(path: Path) -> bool:
    relative = str(path.relative_to(ROOT))
    return (
        path.name == "actions.py"
        or "actions" in path.parts
        or bool({"tests", "migrations"} & set(path.parts))
        or path.name in WRITERS
        or relative in WRITERS
    )


def verbs_written() -> dict[str, str]:
    """Each verb that ``record()`` or ``record_view()`` is given, and where."""
    found: dict[str, str] = {}
    for module in house().modules.values():
        if "tests" in module.path.parts:
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in RECORDING:
                for text in (text for given in node.args for text in texts(given)):
                    if VERB.fullmatch(text):
                        found[text] = f"{module.path.relative_to(ROOT)}:{node.lineno}"
    return found


def templates() -> dict[str, Path]:
    """Name as templates call it → file."""
    return {
        str(path.relative_to(folder)): path
        for folder in ROOT.glob("binhyen/**/templates")
        for path in folder.rglob("*")
        if path.is_file()
    }


def glossary() -> dict[str, tuple[str, str]]:
    """Identifier → (Vietnamese term, source), from the table in docs/dev/glossary.md."""
    rows = {}
    for line in (ROOT / "docs/dev/glossary.md").read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) >= 3 and cells[1].startswith("`"):
            rows[cells[1].strip("`")] = (cells[0], cells[2])
    return rows


def asks_per_row(policy: str) -> bool:
    """Whether a policy's SQL calls ``scope_…()`` outside a ``(select …)``."""
    inside: list[bool] = []
    for found in re.finditer(r"\(\s*SELECT\b|\(|\)|\bscope_\w+(?=\()", policy):
        word = found[0]
        if word.startswith("("):
            inside.append(word != "(")
        elif word == ")":
            inside.pop()
        elif not any(inside):
            return True
    return False
