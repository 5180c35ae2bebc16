"""Cross-site requests (check 29): no address does anything for a form of another site, with a
stolen visit, without a token or with a wrong one. Generated: a new route is tried by itself."""

from collections import Counter

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.access import Ground, doors, ground_of, parameters_of
from tests.cast import Cast, note_second_factor

pytestmark = pytest.mark.django_db

# Doors of the API that ask for no session at all, so that none can be borrowed: they answer by the
# body or the secret that the caller brings.
NO_SESSION = {
    *("api:tips_create", "api:tips_challenge", "api:tips_messages"),
    *("api:handin_visits", "api:handin_visit"),
}
UNSAFE = ("post", "put", "patch", "delete")
TRIES: dict[str, dict[str, str]] = {
    "no token": {},
    "a wrong token": {"HTTP_X_CSRFTOKEN": "a" * 64},
    "a foreign page": {"HTTP_ORIGIN": "https://la.example", "HTTP_X_CSRFTOKEN": "b" * 64},
    "a page in a sandbox": {"HTTP_ORIGIN": "null"},
}


@pytest.fixture
def ground(cast: Cast) -> Ground:
    return ground_of(cast.own, cast.an)


def visitor(cast: Cast) -> Client:
    """A leader at work, who may do all that a foreign page could want."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.binh)
    note_second_factor(client, cast.binh)
    client.cookies["csrftoken"] = "c" * 32
    return client


def rows() -> Counter[str]:
    found: Counter[str] = Counter()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table not in ("people_remembered", "people_session"):  # counters; visits
                cursor.execute(f'select count(*) from "{table}"')
                found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize("kind", sorted(TRIES))
def test_no_route_does_what_another_site_asks(kind: str, cast: Cast, ground: Ground) -> None:
    client, before, open_doors = visitor(cast), rows(), []
    for door in doors():
        values = ground.values(door)
        url = reverse(door, kwargs={key: values[key] for key in parameters_of(door)})
        for method in UNSAFE:
            answer = getattr(client, method)(url, **TRIES[kind])
            refused = (403, 405) if door.startswith("api:") else (403,)
            if answer.status_code not in refused and door not in NO_SESSION:
                open_doors.append(f"{method} {door}: {answer.status_code}")
    assert open_doors == []
    assert rows() == before


def test_the_same_form_with_its_token_is_taken(cast: Cast, ground: Ground) -> None:
    """The refusals above are not for another reason."""
    client = visitor(cast)
    page = client.get(f"/tin/{ground.tip.ref}/thu-ly/")
    token = page.content.decode().partition('csrfmiddlewaretoken" value="')[2].partition('"')[0]
    answer = client.post(f"/tin/{ground.tip.ref}/thu-ly/", {"csrfmiddlewaretoken": token})
    assert answer.status_code == 302
    ground.tip.refresh_from_db()
    assert ground.tip.status == "accepted"


def test_a_session_opens_no_unsafe_door_of_the_api(cast: Cast) -> None:
    """Those without a session stay as closed or open as they are to a stranger."""
    at_work = visitor(cast).post("/api/v1/tips", b"{}", content_type="application/json")
    stranger = Client(enforce_csrf_checks=True).post(
        "/api/v1/tips", b"{}", content_type="application/json"
    )
    assert at_work.status_code == stranger.status_code == 422
