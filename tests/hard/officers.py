"""Officers of a running product, past the sign-in pages (these have journeys of their own)."""

from uuid import uuid4

from tests.live import Live


def leaders_session(live: Live, commune: str) -> str:
    """The key of a session in which the leader of a commune's police showed a second factor just
    now: made by the product's own code, in a process with its keys."""
    script = f"""
import django, time; django.setup()
from datetime import date
from django.utils import timezone
from binhyen.kernel.org.models import Unit
from binhyen.kernel.people.models import Duty, User
from binhyen.kernel.people.sessions import SessionStore
unit = Unit.objects.get(place__code="{commune}", kind="police_commune", valid_to=None)
user = User.objects.create_user("{uuid4()}@vidu.vn", full_name="Trần Thị Bình")
Duty.objects.create(user=user, unit=unit, role="leader", valid_from=date(2025, 7, 1))
store, now = SessionStore(), time.time()
store["_auth_user_id"], store["_auth_user_hash"] = str(user.pk), user.get_session_auth_hash()
store["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
store["seen_at"] = store["started_at"] = timezone.now().isoformat()
store["account_authentication_methods"] = [{{"method": "mfa", "at": now, "type": "totp"}}]
store["account_authentication_methods_user"] = str(user.pk)
store.create()
print(store.session_key)
"""
    return live.python(script).strip()


def ref_of(live: Live, commune: str) -> str:
    with live.connect() as database:
        found = database.execute(
            "select t.ref from intake_tip t join places_place p on p.id = t.place_id"
            " where p.code = %s",
            [commune],
        ).fetchone()
    assert found is not None
    return str(found[0])
