"""The written reason without which no identity is opened."""

from django import forms
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.reveal.models import Reason
from binhyen.kernel.reveal.rules import LONGEST_NOTE, SHORTEST_NOTE


class ReasonForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Lý do"),
        help_text=_("Người báo tin đọc được lý do này trên trang theo dõi."),
        choices=Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một lý do.")},
    )
    note = forms.CharField(
        label=_("Vì sao cần biết người báo tin là ai"),
        help_text=_(
            "Viết cho người kiểm tra sau này: cần hỏi điều gì, văn bản số nào. Không ghi tên, số "
            "điện thoại của ai vào đây."
        ),
        min_length=SHORTEST_NOTE,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy viết rõ vì sao cần mở danh tính.")},
    )
