"""What the frame of every page needs; the parts that ask the database wait until they are shown."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from binhyen.portal import areas, frame

THEMES = ("light", "dark")


def shell(request: HttpRequest) -> dict[str, object]:
    theme = request.COOKIES.get("theme", "")
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "is_demo": settings.DEMO,
        "theme": theme if theme in THEMES else "",
        "public_links": areas.public_links(request.path),
        "areas": SimpleLazyObject(lambda: areas.for_actor(actor, request.path)),
        "desk_frame": SimpleLazyObject(lambda: frame.desk_frame(actor)),
    }
