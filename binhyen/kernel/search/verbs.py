"""The sentence of a search that leaves a trace."""

from django.utils.translation import gettext_lazy as _

from binhyen.kernel.audit.history import verbs

verbs({"search.looked_up": _("Tìm theo số điện thoại, biển số, liên kết hoặc tài khoản")})
