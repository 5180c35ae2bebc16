"""What this part's events are called in a record's history."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs(
    {
        "places.act_entered": _("Ghi nghị quyết sắp xếp"),
        "places.begun": _("Lập đơn vị hành chính"),
        "places.renamed": _("Đổi tên đơn vị hành chính"),
        "places.moved": _("Chuyển đơn vị hành chính sang cấp trên khác"),
        "places.ended": _("Kết thúc đơn vị hành chính"),
        "places.hamlets_imported": _("Nhập thôn, tổ dân phố"),
    }
)
