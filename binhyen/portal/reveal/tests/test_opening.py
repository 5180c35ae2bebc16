"""An officer opens an identity: right, reason, second factor; shown once, counted, told."""

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from binhyen.domains.intake.models import ReporterIdentity, Tip
from binhyen.kernel.audit.models import Event
from binhyen.kernel.documents.keys import add_key, ensure_keys, keyring, seal_identity
from binhyen.kernel.notify.models import Message
from binhyen.kernel.people.models import Duty, Session, User
from binhyen.kernel.people.sessions import end_sessions
from binhyen.kernel.reveal.grants import REVEAL_ROLE
from binhyen.kernel.reveal.models import Opening, OpeningLimit
from binhyen.kernel.reveal.resealing import reseal_all
from binhyen.lib.doorway import Doorway, ask
from binhyen.portal.reveal.tests.conftest import EMAIL, NAME, PHONE, Sealed
from tests.cast import Cast
from tests.keeper import acting_as

pytestmark = pytest.mark.django_db
ClientOf = Callable[[User | None], Client]
WHY = {"reason": "ask", "note": "Cần hỏi biển số chiếc xe đã mất."}


@pytest.fixture
def keys_apart(settings: Settings, tmp_path: Path) -> Path:
    settings.IDENTITY_PUBLIC_KEY_FILE = tmp_path / "identity.pub"
    settings.IDENTITY_PRIVATE_KEY_FILE = tmp_path / "identity.key"
    ensure_keys()
    return tmp_path


def page(named: Sealed) -> str:
    return reverse("portal:identity", args=["tin", named.tip.ref])


def opened(client: Client, named: Sealed, **more: str):  # type: ignore[no-untyped-def]
    return client.post(page(named), WHY | more)


def outcomes() -> list[str]:
    return list(Opening.objects.order_by("id").values_list("outcome", flat=True))


def verbs(tip: Tip) -> list[str]:
    found = Event.objects.filter(
        subject_kind="intake.tip", subject_id=tip.pk, verb__startswith="re"
    )
    return list(found.order_by("id").values_list("verb", flat=True))


def age_second_factor(client: Client, seconds: float) -> None:
    session, at = client.session, time.time() - seconds
    for one in session["account_authentication_methods"]:
        one["at"] = at
    session.save()


def ask_as(client: Client, named: Sealed, **more: str) -> dict[str, object]:
    """What the web tier says to the keeper, or a broken one could say. (In a test the keeper works
    in the page's transaction, which a refusal undoes: so what is kept of it is looked at here.)"""
    return ask(
        configured.REVEAL_SOCKET,
        {
            "ask": "open",
            "session": client.session.session_key,
            "kind": "intake.reporteridentity",
            "ref": str(named.tip.ref),
            **WHY,
            **more,
        },
    )


# --- the way through -----------------------------------------------------------------------------


def test_the_officer_in_charge_opens_it_once_and_the_reporter_sees_that(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    asked = an.get(page(named))
    assert asked.status_code == 200
    assert NAME not in asked.text

    shown = opened(an, named)

    assert [word in shown.text for word in (NAME, PHONE, EMAIL)] == [True] * 3
    assert "còn mở được 19 danh tính" in shown.text
    assert shown["Cache-Control"] == "no-store"
    assert NAME not in str(dict(an.session))
    kept = Opening.objects.get()
    assert (kept.outcome, kept.user, kept.unit, kept.reason) == (
        "opened",
        cast.an,
        cast.own,
        "ask",
    )
    event = Event.objects.get(verb="reveal.opened")
    assert (event.shard, event.subject_id, event.actor_id) == (
        cast.own.pk,
        named.tip.pk,
        cast.an.pk,
    )
    assert event.facts["reason"] == "ask"
    assert NAME not in event.body
    assert WHY["note"] not in event.body

    reporter = Client()
    reporter.post(reverse("intake:follow"), {"code": named.tip.code})
    before = reporter.get(reverse("intake:status")).text
    reporter.post(reverse("intake:status"), {"secret": named.secret})
    after = reporter.get(reverse("intake:status")).text
    assert "Cần hỏi trực tiếp" not in before
    assert "Cần hỏi trực tiếp" in after
    assert cast.own.name in after
    assert cast.an.full_name not in re.sub(r"<main.*?</header>", "", after, flags=re.DOTALL)
    assert WHY["note"] not in after


def test_nobody_opened_it_yet(named: Sealed) -> None:
    reporter = Client()
    reporter.post(reverse("intake:follow"), {"code": named.tip.code})
    reporter.post(reverse("intake:status"), {"secret": named.secret})
    assert "Chưa ai mở" in reporter.get(reverse("intake:status")).text


def test_the_record_offers_it_to_whom_it_concerns(
    named: Sealed, cast: Cast, client_of: ClientOf
) -> None:
    record = reverse("intake:record", args=[named.tip.ref])
    assert page(named) in client_of(cast.an).get(record).text
    chien = client_of(cast.chien).get(record).text
    assert "Chỉ chỉ huy đơn vị đang thụ lý" in chien


def test_leaders_see_who_opened_what_and_why(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    opened(client_of(cast.an), named)
    ask_as(client_of(cast.chien), named)
    for user in (cast.binh, cast.hai, cast.khanh):
        listed = client_of(user).get(reverse("portal:openings")).text
        assert [word in listed for word in (cast.an.full_name, WHY["note"], "không có quyền")] == [
            True
        ] * 3
        assert NAME not in listed
    assert cast.an.full_name not in client_of(cast.giang).get(reverse("portal:openings")).text


# --- refusals: each is kept, none tells ----------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status", "outcome", "recorded"),
    [
        ("chien", 403, "right", ["reveal.refused"]),  # at the same desk, not in charge
        ("hai", 403, "right", ["reveal.refused"]),  # reads it from above
        ("em", 404, "unseen", []),  # another unit
        ("minh", 404, "unseen", []),
        ("admin", 404, "unseen", []),
    ],
)
def test_a_colleague_without_the_right_is_refused_and_that_is_kept(
    named: Sealed,
    cast: Cast,
    client_of: ClientOf,
    keeper: Doorway,
    who: str,
    status: int,
    outcome: str,
    recorded: list[str],
) -> None:
    browser = client_of(getattr(cast, who))
    answer = opened(browser, named)
    assert answer.status_code == status
    assert NAME not in answer.text

    assert NAME not in str(ask_as(browser, named))
    assert (outcomes(), verbs(named.tip)) == ([outcome], recorded)
    assert Event.objects.filter(verb="reveal.refused").count() == 1


def test_a_stranger_finds_nothing(named: Sealed, cast: Cast, client_of: ClientOf) -> None:
    assert opened(client_of(cast.stranger), named).status_code == 404
    assert "/tai-khoan/dang-nhap/" in opened(Client(), named)["Location"]
    assert outcomes() == []


@pytest.mark.parametrize("given", [{"reason": ""}, {"reason": "khác"}, {"note": "cần"}])
def test_without_a_written_reason_nothing_is_asked(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway, given: dict[str, str]
) -> None:
    answer = opened(client_of(cast.an), named, **given)
    assert (answer.status_code, outcomes()) == (400, [])


def test_the_web_asks_for_the_second_factor_and_keeps_what_was_written(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    age_second_factor(an, 301)
    answer = opened(an, named)
    assert answer["Location"] == page(named)
    again = an.get(page(named))
    assert again["Location"].startswith("/tai-khoan/")
    age_second_factor(an, 0)
    assert WHY["note"] in an.get(page(named)).text
    assert outcomes() == []


@pytest.mark.parametrize("age", [300, 3600, -60])
def test_the_keeper_itself_looks_how_old_the_proof_is(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway, age: float
) -> None:
    an = client_of(cast.an)
    age_second_factor(an, age)
    assert ask_as(an, named)["denied"] == "stale"
    assert outcomes() == ["stale"]


def test_a_password_alone_proves_nothing(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    session = an.session
    kept = session["account_authentication_methods"]
    session["account_authentication_methods"] = [k for k in kept if k["method"] == "password"]
    session.save()
    assert ask_as(an, named)["denied"] == "stale"


def test_a_session_that_was_ended_proves_nothing(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    end_sessions(cast.an)
    assert ask_as(an, named)["denied"] == "session"
    assert outcomes() == ["session"]
    assert opened(an, named).status_code == 302


def test_an_idle_an_old_and_a_forged_session_prove_nothing(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    session = an.session
    session["seen_at"] = (timezone.now() - timedelta(minutes=31)).isoformat()
    session.save()
    assert ask_as(an, named)["denied"] == "session"
    session["seen_at"] = timezone.now().isoformat()
    session["started_at"] = (timezone.now() - timedelta(hours=13)).isoformat()
    session.save()
    assert ask_as(an, named)["denied"] == "session"
    assert ask_as(an, named, session="x" * 32)["denied"] == "session"


def test_a_changed_password_ends_what_the_old_one_opened(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    cast.an.set_password("mot-mat-khau-khac-han")
    cast.an.save(update_fields=["password"])
    assert ask_as(an, named)["denied"] == "session"


def test_a_duty_that_ended_opens_nothing_from_that_moment(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    assert "told" in ask_as(an, named)
    today = timezone.localdate()
    Duty.objects.filter(user=cast.an).update(valid_to=today)
    assert ask_as(an, named)["denied"] == "unseen"
    Duty.objects.filter(user=cast.an).update(valid_to=None, unit=cast.sibling)
    assert ask_as(an, named)["denied"] == "unseen"


def test_the_tip_went_to_another_unit(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    Tip.objects.filter(pk=named.tip.pk).update(unit=cast.sibling, assignee=None)
    assert ask_as(client_of(cast.binh), named)["denied"] == "unseen"
    assert "told" in ask_as(client_of(cast.giang), named)


# --- the limit, alarms ---------------------------------------------------------------------------


def test_beyond_the_days_limit_it_is_refused_and_the_province_told_once(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    OpeningLimit.objects.update(per_day=2)
    an = client_of(cast.an)
    for _ in range(4):
        ask_as(an, named)
    assert outcomes() == ["opened", "opened", "limit", "limit"]
    assert "hết giới hạn trong ngày" in opened(an, named).text
    told = Message.objects.filter(channel="inbox", subject__contains="mở danh tính")
    assert set(told.values_list("user", flat=True)) == {cast.hai.pk, cast.khanh.pk}
    assert told.count() == 2
    assert not [one for one in told if cast.an.full_name in one.text + one.subject]


def test_yesterday_does_not_count(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    OpeningLimit.objects.update(per_day=1)
    an = client_of(cast.an)
    opened(an, named)
    assert opened(an, named).status_code == 403
    with connection.cursor() as cursor:  # no role but the owner's may change such a row
        cursor.execute("set role postgres")
        cursor.execute("update reveal_opening set at = at - interval '1 day'")
        cursor.execute("set role binhyen_app")
    assert opened(an, named).status_code == 200


def test_a_series_of_refusals_is_told(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    em = client_of(cast.em)
    for _ in range(4):
        ask_as(em, named)
    told = Message.objects.filter(channel="inbox", text__contains="nhiều lần trong một giờ")
    assert told.count() == 0
    ask_as(em, named)
    ask_as(em, named)
    assert set(told.values_list("user", flat=True)) == {cast.hai.pk, cast.khanh.pk}


# --- when something is broken --------------------------------------------------------------------


def test_without_the_keeper_a_sentence_and_the_record_still_opens(
    named: Sealed, cast: Cast, client_of: ClientOf, settings: Settings, tmp_path: Path
) -> None:
    settings.REVEAL_SOCKET = tmp_path / "nobody.sock"
    an = client_of(cast.an)
    answer = opened(an, named)
    assert answer.status_code == 503
    assert "Lúc này chưa mở được danh tính" in answer.text
    assert an.get(reverse("intake:record", args=[named.tip.ref])).status_code == 200
    assert outcomes() == []


def test_when_the_trail_cannot_be_written_nothing_is_told(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    with connection.cursor() as cursor:
        cursor.execute("set role postgres")
        cursor.execute("alter function audit_append(bigint, text) rename to audit_gone")
        cursor.execute("set role binhyen_app")
    answer = opened(an, named)
    assert (answer.status_code, outcomes()) == (503, [])
    assert NAME not in answer.text


def test_a_seal_that_no_key_opens_is_said_and_kept(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    row = named.row
    row.kid = "0" * 16
    row.save(update_fields=["kid"])
    an = client_of(cast.an)
    ask_as(an, named)
    assert outcomes() == ["unopenable"]
    answer = opened(an, named)
    assert answer.status_code == 403
    assert "Khóa trên máy này không mở được" in answer.text


def test_the_role_of_the_pages_cannot_write_an_opening(named: Sealed, cast: Cast) -> None:
    from django.db import DatabaseError, transaction

    for statement in (
        "insert into reveal_opening (at, sealed_kind, reason, note, outcome, case_kind)"
        " values (now(), 'x', '', '', 'opened', '')",
        "delete from reveal_opening",
        "update reveal_opening set outcome = 'opened'",
    ):
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def test_nothing_of_it_is_in_the_session_table(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway
) -> None:
    an = client_of(cast.an)
    opened(an, named)
    assert NAME not in json.dumps(list(Session.objects.values()), default=str)
    assert NAME not in str(dict(an.session))


# --- keys that were rotated ----------------------------------------------------------------------


def test_after_a_rotation_the_old_seal_opens_and_sealing_again_reaches_every_row(
    named: Sealed, cast: Cast, client_of: ClientOf, keeper: Doorway, keys_apart: Path
) -> None:
    row = named.row
    closed = seal_identity({"name": NAME, "phone": PHONE, "email": EMAIL})
    ReporterIdentity.objects.update(sealed=closed.sealed, kid=closed.kid)
    new = add_key(timezone.now())
    an = client_of(cast.an)
    assert NAME in opened(an, named).text

    with acting_as(REVEAL_ROLE):
        told = reseal_all(new, keyring())

    row.refresh_from_db()
    assert (told.done, told.left, row.kid) == (1, 0, new)
    assert NAME in opened(an, named).text
    event = Event.objects.get(verb="reveal.resealed")
    assert (event.facts["was"], event.facts["count"]) == (closed.kid, 1)


def test_sealing_again_leaves_a_damaged_seal_and_a_missing_key_and_says_so(
    named: Sealed, keys_apart: Path
) -> None:
    closed = seal_identity({"name": NAME})
    ReporterIdentity.objects.update(sealed=closed.sealed[:-1] + b"x", kid=closed.kid)
    new = add_key(timezone.now())
    with acting_as(REVEAL_ROLE):
        told = reseal_all(new, keyring())
    assert (told.done, told.left, named.row.kid) == (0, 1, closed.kid)

    ReporterIdentity.objects.update(kid="0" * 16)
    with acting_as(REVEAL_ROLE):
        assert reseal_all(new, keyring()).left == 1
