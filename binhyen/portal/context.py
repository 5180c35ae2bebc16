from django.conf import settings
from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, object]:
    """What the frame of every page needs."""
    return {"actor": getattr(request, "actor", None), "is_demo": settings.DEMO}
