"""What this part's events are called in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "org.opened": _("Lập đơn vị"),
        "org.parent_set": _("Đổi đơn vị cấp trên"),
        "org.dissolved": _("Giải thể đơn vị, giao hồ sơ cho đơn vị kế thừa"),
    }
)
