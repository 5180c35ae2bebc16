"""What this part's events are called in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "figures.reconciled": _("Đối chiếu số liệu với việc gốc"),
        "figures.healed": _("Đối chiếu và sửa số liệu theo việc gốc"),
    }
)
