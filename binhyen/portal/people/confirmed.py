"""Who acts in this request, with duties only as far as the sign-in warrants them."""

from dataclasses import replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from binhyen.kernel.people.actor import ANONYMOUS, Actor, actor_of
from binhyen.kernel.people.models import READING_ROLES
from binhyen.portal.stepup import has_second_factor


def is_program_without_session(request: HttpRequest) -> bool:
    """Nobody is signed in, and no session need be looked for: a report by API costs less."""
    return request.path.startswith("/api/") and settings.SESSION_COOKIE_NAME not in request.COOKIES


def confirmed_actor(request: HttpRequest, today: date) -> Actor:
    """The actor of the session. Whoever holds a reading role but signed in without the second
    factor acts without any duty; ``request.lacks_second_factor`` tells the pages so."""
    if is_program_without_session(request):
        return ANONYMOUS
    actor = actor_of(request.user, today)
    must = bool(actor.roles & READING_ROLES)
    request.must_have_second_factor = must  # type: ignore[attr-defined]
    lacks = must and not has_second_factor(request)
    request.lacks_second_factor = lacks  # type: ignore[attr-defined]
    if lacks:
        return replace(actor, duties=(), unit_ids=frozenset(), below_ids=frozenset())
    return actor
