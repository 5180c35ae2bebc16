"""Several statements in one journey: keys that are not known yet, answers, errors, watchers."""

from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from binhyen.lib.postgres.writing import fresh, insert, next_key, send, together

pytestmark = pytest.mark.django_db


def kind(model: str) -> ContentType:
    return ContentType(app_label="thu", model=model)


def may(key: Any, name: str) -> Permission:
    return Permission(content_type_id=key, name=name, codename=name)


def kept(row: ContentType) -> Any:
    key: Any = next_key(ContentType)
    row.pk = key
    insert([row])
    return key


def test_a_row_may_refer_to_one_that_has_no_key_yet() -> None:
    with together():
        key = kept(kind("a"))
        insert([may(key, "xem"), may(key, "sửa")])
    assert Permission.objects.filter(content_type=key.value).count() == 2


def test_all_of_it_is_one_statement() -> None:
    with CaptureQueriesContext(connection) as seen, together():
        key = kept(kind("b"))
        counted = send(
            "insert into auth_permission (content_type_id, name, codename)"
            " values (%s, %s, %s) returning length(name)",
            [key, "duyệt", "approve"],
        )
    assert len(seen) == 1
    assert counted.value == len("duyệt")


def test_outside_a_statement_runs_at_once() -> None:
    assert send("select %s::bigint + %s::bigint", [40, 2]).value == 42


def test_whole_numbers_of_any_size_share_one_prepared_statement() -> None:
    for number in (1, 40_000, 3_000_000_000):
        assert send("select %s::bigint as sized", [number]).value == number
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pg_prepared_statements where statement like '%%as sized'"
        )
        assert cursor.fetchone() == (1,)


def kind_and_nameless() -> None:
    with transaction.atomic(), together():
        key = kept(kind("c"))
        insert([may(key, "xem"), may(None, "sửa")])


def test_a_broken_constraint_is_django_s_own_error_and_leaves_nothing() -> None:
    with pytest.raises(IntegrityError):
        kind_and_nameless()
    assert not ContentType.objects.filter(model="c").exists()


def kind_then_a_fault() -> None:
    with together():
        insert([kind("d")])
        raise ZeroDivisionError


def test_what_fails_before_the_end_is_not_sent() -> None:
    with pytest.raises(ZeroDivisionError):
        kind_then_a_fault()
    assert not ContentType.objects.filter(model="d").exists()


def test_watchers_of_statements_may_refuse_it() -> None:
    def refuse(execute: Any, sql: str, *more: Any) -> None:
        raise PermissionError(sql)

    with connection.execute_wrapper(refuse), pytest.raises(PermissionError):
        send("select 1")


def test_a_fresh_row_is_as_its_class_would_make_it() -> None:
    made, usual = fresh(User, username="an"), User(username="an")

    columns = [f.attname for f in User._meta.concrete_fields if f.name != "date_joined"]
    assert [getattr(made, name) for name in columns] == [getattr(usual, name) for name in columns]
    assert made._state.adding
    assert made.date_joined < fresh(User).date_joined
