"""What the installation itself remembers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SetUpStep(models.Model):
    """A step of setting up that is finished: written in the step's own transaction."""

    name = models.CharField(_("bước"), max_length=40, primary_key=True)
    # Fingerprint of what it was made from; a new release with other files does the step again.
    made_from = models.CharField(_("dấu vân tay dữ liệu gốc"), max_length=64, blank=True)
    done_at = models.DateTimeField(_("xong lúc"), auto_now=True)

    class Meta:
        verbose_name = _("bước cài đặt")

    def __str__(self) -> str:
        return self.name
