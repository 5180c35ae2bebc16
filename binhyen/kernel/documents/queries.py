"""Files held for a draft."""

from binhyen.kernel.documents.models import File


def held_files(held_for: bytes) -> list[File]:
    """In the order in which they came."""
    return list(File.objects.filter(held_for=held_for).order_by("pk"))
