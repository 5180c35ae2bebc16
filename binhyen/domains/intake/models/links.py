"""Two tips that tell of the same thing: linked by an officer, or said to be two things."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from binhyen.domains.intake.models.tips import Tip
from binhyen.kernel.people.models import User

if TYPE_CHECKING:
    from binhyen.kernel.people.actor import Actor


class TipLinkQuerySet(models.QuerySet["TipLink"]):
    def of(self, tip: Tip) -> "TipLinkQuerySet":
        return self.filter(Q(one=tip) | Q(other=tip))

    def visible_to(self, actor: "Actor") -> "TipLinkQuerySet":
        """Of links, those between two tips that the actor may both see."""
        tips = Tip.objects.visible_to(actor).values("pk")
        return self.filter(one__in=tips, other__in=tips)


class TipLink(models.Model):
    """What was last decided about a pair; the trail of both tips keeps the rest. Both keep their
    text, their reporter, their register number and their own answer: nothing is merged."""

    class State(models.TextChoices):
        LINKED = "linked", _("Cùng việc")
        APART = "apart", _("Không cùng việc")

    one = models.ForeignKey(Tip, models.CASCADE, related_name="+", verbose_name=_("tin thứ nhất"))
    other = models.ForeignKey(Tip, models.CASCADE, related_name="+", verbose_name=_("tin thứ hai"))
    state = models.CharField(_("kết luận"), max_length=8, choices=State.choices)
    reason = models.CharField(_("vì sao"), max_length=500, blank=True)
    user = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("cán bộ"))
    at = models.DateTimeField(_("lúc"))

    objects = TipLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("liên kết tin")
        constraints = [
            models.UniqueConstraint(fields=["one", "other"], name="tip_link_once"),
            models.CheckConstraint(
                name="tip_link_in_order",
                condition=Q(one__lt=F("other")),
                violation_error_message=_("Một tin không liên kết với chính nó."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one_id} – {self.other_id}"

    def apart_from(self, tip: Tip) -> Tip:
        """The other tip of the pair."""
        return self.other if self.one_id == tip.pk else self.one
