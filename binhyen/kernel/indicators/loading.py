"""Stores the definitions that the code publishes, so that a report can cite them for ever."""

from typing import Any

from django.db import transaction
from django.utils import translation

from binhyen.kernel.indicators import registry
from binhyen.kernel.indicators.models import IndicatorVersion
from binhyen.kernel.indicators.registry import Indicator

_LANGUAGES = ("vi", "en")


class DefinitionChanged(Exception):
    """The words or parts of a published version changed: publish a new version instead."""


@transaction.atomic
def load_definitions() -> int:
    """Store new versions, end those they replace; returns how many were new. Run again it adds
    nothing. Raises ``DefinitionChanged`` where a stored version would have to be rewritten."""
    stored = {(one.code, one.version): one for one in IndicatorVersion.objects.order_by("pk")}
    new = [
        _begin(indicator)
        for indicator in registry.indicators()
        if not _known(indicator, stored.get((indicator.code, indicator.version)))
    ]
    return len(new)


def _known(indicator: Indicator, stored: IndicatorVersion | None) -> bool:
    if stored is None:
        return False
    if _binding(stored.definition) != _binding(told(indicator)):
        raise DefinitionChanged(
            f"{indicator.code} v{indicator.version}: định nghĩa đã công bố không được viết lại; "
            "hãy tăng version trong figures.py."
        )
    return True


def _binding(definition: dict[str, Any]) -> dict[str, Any]:
    """All but the translation, which may be polished."""
    return definition | {"words": definition["words"]["vi"]}


def _begin(indicator: Indicator) -> IndicatorVersion:
    older = IndicatorVersion.objects.filter(code=indicator.code, valid_to=None)
    older.update(valid_to=indicator.since)
    return IndicatorVersion.objects.create(
        code=indicator.code,
        version=indicator.version,
        valid_from=indicator.since,
        definition=told(indicator),
    )


def told(indicator: Indicator) -> dict[str, Any]:
    """The definition as plain data. Wording that may be polished is left out: the meaning, the
    parts, the unit and the basis are what a reader of an old report relies on."""
    words = {}
    for language in _LANGUAGES:
        with translation.override(language):
            words[language] = {"meaning": str(indicator.meaning), "unit": str(indicator.unit)}
    with translation.override("vi"):
        basis, adds = str(indicator.basis), str(indicator.adds)
    return {
        "expression": indicator.expression.told(),
        "words": words,
        "adds": adds,
        "basis": basis,
        "good": indicator.good,
        "threshold": indicator.threshold,
    }
