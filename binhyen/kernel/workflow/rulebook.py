"""The legal rules in force on a day, by key and reading."""

from dataclasses import dataclass, field
from datetime import date

from django.conf import settings

from binhyen.kernel.workflow.models import LegalRule
from binhyen.kernel.workflow.reading import Kept

STRICT = "strict"


class NoRule(LookupError):
    """No rule with that key holds on that day: the law is younger, or data was not loaded."""


@dataclass(frozen=True)
class RuleBook:
    day: date
    rules: dict[tuple[str, str], LegalRule] = field(default_factory=dict)

    def get(self, key: str, variant: str | None = None) -> LegalRule:
        """The rule, or ``NoRule``. Without ``variant``: the reading that the settings choose
        (BINHYEN_READING). A reading that has no row of its own for ``key`` follows the strict."""
        rule = self.find(key, variant)
        if rule is None:
            raise NoRule(f"{key} ({self.day:%Y-%m-%d})")
        return rule

    def find(self, key: str, variant: str | None = None) -> LegalRule | None:
        variant = variant or settings.LEGAL_READING
        return self.rules.get((key, variant)) or self.rules.get((key, STRICT))


def rulebook(day: date) -> RuleBook:
    rules = (rule for rule in KEPT.get() if rule.holds_on(day))
    return RuleBook(day, {(rule.key, rule.variant): rule for rule in rules})


def forget() -> None:
    """Called by every action that changes a rule."""
    KEPT.forget()


def _read() -> list[LegalRule]:
    return list(LegalRule.objects.order_by("key", "variant", "valid_from"))


KEPT: Kept[list[LegalRule]] = Kept(_read)
