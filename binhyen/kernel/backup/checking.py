"""Whether what stands here agrees with itself: files and rows, chains, what was erased."""

from collections.abc import Iterator

from django.conf import settings
from django.utils.translation import gettext as _

from binhyen.kernel.audit.action import in_scope
from binhyen.kernel.audit.verify import verify_audit
from binhyen.kernel.documents import vault
from binhyen.kernel.documents.models import File
from binhyen.kernel.people.actor import SYSTEM
from binhyen.kernel.retention.clockwork import come_back
from binhyen.kernel.retention.tombstones import lines_of
from binhyen.lib.progress import Progress


def faults_here(progress: Progress) -> Iterator[str]:
    """A sentence for each thing that is not as it must be; none when all is well."""
    progress(_("Chuỗi nhật ký"))
    yield from map(str, verify_audit().faults)
    progress(_("Tệp và hồ sơ tệp"))
    yield from _files_that_are_gone()
    progress(_("Hồ sơ đã xóa"))
    for line in come_back(lines_of(settings.TOMBSTONES_FILE)):
        yield _("Hồ sơ đã xóa lại xuất hiện: %(kind)s %(ref)s.") % {
            "kind": line.kind,
            "ref": line.ref,
        }


def _files_that_are_gone() -> Iterator[str]:
    rows = File.objects.order_by("pk").values_list("original", "working", "thumbnail")
    with in_scope(SYSTEM):
        for paths in rows.iterator(chunk_size=2000):
            for path in paths:
                if path and not vault.path_of(path).exists():
                    yield _("Hồ sơ nêu tệp %(path)s nhưng không có tệp.") % {"path": path}
