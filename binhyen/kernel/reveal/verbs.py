"""What the trail says of sealed identities."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "reveal.opened": _("Mở danh tính niêm phong"),
        "reveal.refused": _("Bị từ chối mở danh tính niêm phong"),
        "reveal.resealed": _("Niêm phong lại bằng khóa mới"),
    }
)
