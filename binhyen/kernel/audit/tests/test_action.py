import pytest
from django.db import DatabaseError, connection, transaction

from binhyen.kernel.audit.action import Untraced, action, record
from binhyen.kernel.audit.models import Event, Head
from binhyen.kernel.people.actor import SYSTEM, Actor
from binhyen.kernel.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def an() -> User:
    return User.objects.create_user("an@example.vn", full_name="Nguyễn Văn An")


def test_an_action_that_leaves_no_trace_is_rolled_back(an: User) -> None:
    @action
    def forgetful(*, actor: Actor) -> None:
        User.objects.filter(pk=an.pk).update(full_name="Người khác")

    with pytest.raises(Untraced):
        forgetful(actor=SYSTEM)
    an.refresh_from_db()
    assert an.full_name == "Nguyễn Văn An"


def test_each_act_adds_one_link_to_the_chain_of_its_unit(an: User) -> None:
    @action
    def greet(*, actor: Actor) -> None:
        record(actor, "people.greeted", an, unit_id=7, words="Xin chào")

    greet(actor=SYSTEM)
    greet(actor=SYSTEM)

    assert list(Event.objects.filter(shard=7).order_by("seq").values_list("seq", "verb")) == [
        (1, "people.greeted"),
        (2, "people.greeted"),
    ]
    assert Head.objects.get(shard=7).seq == 2


@pytest.mark.parametrize(
    "sql",
    [
        "update audit_event set verb = 'x'",
        "delete from audit_event",
        "truncate audit_event",
        "update audit_head set seq = 0",
    ],
)
def test_the_role_of_the_pages_cannot_change_the_trail(sql: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
