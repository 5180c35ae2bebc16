"""What the forms of all acts on a report share."""

from collections.abc import Mapping
from typing import Any

from django import forms

from binhyen.domains.intake.models import ResponseVersion, Tip
from binhyen.kernel.people.actor import Actor


class ActForm(forms.Form):
    """A form of one act: it knows the tip and the actor, to offer only what the law allows."""

    # Of forms whose words go to the reporter: see response_forms.AnswersWithTexts.
    words = preview = seen = ""
    versions: Mapping[str, ResponseVersion] = {}

    def __init__(self, *args: Any, tip: Tip, actor: Actor, **more: Any) -> None:
        super().__init__(*args, **more)
        self.tip, self.actor = tip, actor
        self.prepare()

    def prepare(self) -> None:
        """Fill choices that depend on the tip."""
