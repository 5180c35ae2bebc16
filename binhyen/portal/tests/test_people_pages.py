"""/nhan-su/ and forms that outlive a session."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from binhyen.kernel.people.models import Duty, Role, Session, User
from tests.cast import Cast
from tests.jobs import run_jobs

pytestmark = pytest.mark.django_db
MakeClient = Callable[[User | None], Client]


def text(answer: object) -> str:
    return str(answer.content.decode())  # type: ignore[attr-defined]


def test_the_list_shows_one_s_own_people_to_an_administrator(
    cast: Cast, client_of: MakeClient
) -> None:
    page = text(client_of(cast.commune_admin).get(reverse("people:list")))
    assert "Nguyễn Văn An" in page
    assert "Phạm Văn Em" not in page


def test_a_colleague_reads_why_not_and_a_stranger_finds_nothing(
    cast: Cast, client_of: MakeClient
) -> None:
    url = reverse("people:list")
    refused = client_of(cast.binh).get(url)
    assert refused.status_code == 403
    assert "quản trị viên" in text(refused)
    assert client_of(cast.stranger).get(url).status_code == 404
    assert client_of(None).get(url).headers["Location"].startswith(reverse("account_login"))


def test_a_person_of_another_unit_is_not_there(cast: Cast, client_of: MakeClient) -> None:
    client = client_of(cast.commune_admin)
    for name in ("person", "change", "give"):
        url = reverse(f"people:{name}", kwargs={"ref": cast.em.ref})
        assert client.get(url).status_code == 404


def test_the_list_costs_the_same_for_fifty_and_pages_by_key(
    cast: Cast, client_of: MakeClient
) -> None:
    client = client_of(cast.admin)
    url = reverse("people:list")
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(url)
    for number in range(60):
        user = User.objects.create_user(f"u{number}@example.vn", None, full_name=f"Lê Văn {number}")
        Duty.objects.create(
            user=user, unit=cast.own, role=Role.HANDLER, valid_from=cast.own.valid_from
        )
    with CaptureQueriesContext(connection) as many:
        first = client.get(url)
    assert len(many) == len(few)
    asked = [q["sql"][:90] for q in few.captured_queries if "SAVEPOINT" not in q["sql"]]
    assert len(asked) <= 8, asked
    assert len(first.context["rows"]) == 50
    second = client.get(url + first.context["pager"]["next"])
    seen = [row.pk for row in (*first.context["rows"], *second.context["rows"])]
    assert len(seen) == len(set(seen)) == 70  # ten of the cast, sixty more
    last = client.get(url + first.context["pager"]["last"])
    assert last.context["rows"][-1] == second.context["rows"][-1]
    back = client.get(url + last.context["pager"]["previous"])
    assert [*back.context["rows"], *last.context["rows"]] == [
        *first.context["rows"],
        *second.context["rows"],
    ]


def test_the_list_of_people_shows_the_columns_asked_for(cast: Cast, client_of: MakeClient) -> None:
    url = reverse("people:list") + f"?don_vi={cast.own.pk}&cot=trang-thai"
    page = text(client_of(cast.commune_admin).get(url))
    assert "Đang dùng" in page
    assert 'data-label="Đăng nhập bằng"' not in page
    assert f'<input type="hidden" name="don_vi" value="{cast.own.pk}">' in page


def test_an_account_is_made_and_its_owner_gets_a_link(cast: Cast, client_of: MakeClient) -> None:
    fields = {
        "full_name": "Đinh Thị Phượng",
        "title": "Trung úy",
        "email": "phuong@example.vn",
        "phone": "069 234 5678",
        "unit": cast.own.pk,
        "role": Role.HANDLER,
        "start": timezone.localdate().isoformat(),
        "basis": "QĐ 12/QĐ-CAT",
    }
    answer = client_of(cast.commune_admin).post(reverse("people:invite"), fields)
    run_jobs()

    user = User.objects.get(email="phuong@example.vn")
    assert answer.headers["Location"] == reverse("people:person", kwargs={"ref": user.ref})
    assert user.phone == "+84692345678"
    (letter,) = mail.outbox
    assert letter.to == ["phuong@example.vn"]
    assert "/tai-khoan/quen-mat-khau/" in str(letter.body)
    history = text(
        client_of(cast.commune_admin).get(reverse("people:person", kwargs={"ref": user.ref}))
    )
    assert "Lập tài khoản" in history
    assert "Giao nhiệm vụ" in history


def test_without_an_address_the_link_is_shown_once(cast: Cast, client_of: MakeClient) -> None:
    User.objects.filter(pk=cast.an.pk).update(email=None, phone="+84912345678")
    page = client_of(cast.commune_admin).post(reverse("people:link", kwargs={"ref": cast.an.ref}))
    assert "Chỉ hiện một lần" in text(page)
    assert "/tai-khoan/quen-mat-khau/" in text(page)


def test_a_wrong_form_says_what_to_do_and_keeps_what_was_typed(
    cast: Cast, client_of: MakeClient
) -> None:
    before = User.objects.count()
    answer = client_of(cast.commune_admin).post(
        reverse("people:invite"), {"full_name": "Phượng", "phone": "12", "email": "x"}
    )
    assert answer.status_code == 422
    page = text(answer)
    assert "Hãy nhập đủ họ và tên." in page
    assert 'value="Phượng"' in page
    assert "Số điện thoại chưa đúng" in page
    assert User.objects.count() == before


def test_a_handed_over_duty_signs_its_old_holder_out_at_once(
    cast: Cast, client_of: MakeClient
) -> None:
    an = client_of(cast.an)
    assert an.get(reverse("people-account:account")).status_code == 200
    duty = cast.an.duties.get()
    client_of(cast.commune_admin).post(
        reverse("people:hand-over", kwargs={"ref": cast.an.ref, "pk": duty.pk}),
        {"to": cast.chien.pk, "on": timezone.localdate().isoformat(), "basis": ""},
    )

    duty.refresh_from_db()
    assert duty.valid_to == timezone.localdate()
    assert not Session.objects.filter(user=cast.an).exists()
    assert an.get(reverse("people-account:account")).status_code == 302


@pytest.mark.parametrize("deed", ["ngung", "go-bao-ve", "mo-lai"])
def test_each_deed_on_an_account_asks_why(cast: Cast, client_of: MakeClient, deed: str) -> None:
    url = reverse("people:with-reason", kwargs={"ref": cast.an.ref, "deed": deed})
    client = client_of(cast.commune_admin)
    assert client.get(url).status_code == 200
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Theo đề nghị"}).status_code == 302


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_taken_away_as_a_file(cast: Cast, client_of: MakeClient, kind: str) -> None:
    answer = client_of(cast.commune_admin).get(reverse("people:list") + f"?tep={kind}")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="nhan-su.{kind}"'
    if kind == "csv":
        assert "Nguyễn Văn An" in answer.content.decode("utf-8-sig")


# --- a form sent after the session ran out ------------------------------------------------------
def test_a_form_sent_too_late_waits_for_its_owner_to_sign_in_again(
    cast: Cast, client_of: MakeClient
) -> None:
    from tests.cast import PASSWORD

    cast.commune_admin.set_password(PASSWORD)
    cast.commune_admin.save()
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": cast.commune_admin.email, "password": PASSWORD}
    )
    url = reverse("people:with-reason", kwargs={"ref": cast.an.ref, "deed": "ngung"})
    reason = "Chuyển công tác về Công an xã Ân Thi"
    assert browser.get(url).status_code == 200

    later = timezone.now() + timedelta(minutes=45)
    with time_machine.travel(later):
        late = browser.post(url, {"reason": reason})
        assert late.headers["Location"].startswith(reverse("account_login"))
        cast.an.refresh_from_db()
        assert cast.an.is_active
        assert reason not in "".join(Session.objects.values_list("session_data", flat=True))

        signed = browser.post(
            late.headers["Location"],
            {"login": cast.commune_admin.email, "password": PASSWORD},
        )
        assert signed.headers["Location"] == reverse("people-account:resume")
        page = text(browser.get(signed.headers["Location"]))
        assert reason in page
        assert f'action="{url}"' in page

        browser.post(url, {"reason": reason})
        assert User.objects.filter(pk=cast.an.pk, is_active=False).exists()
        assert browser.get(reverse("people-account:resume")).status_code == 302


def test_what_waits_is_not_shown_to_somebody_else(cast: Cast) -> None:
    from tests.cast import PASSWORD

    for user in (cast.commune_admin, cast.admin):
        user.set_password(PASSWORD)
        user.save()
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": cast.commune_admin.email, "password": PASSWORD}
    )
    browser.cookies.pop("sessionid")
    url = reverse("people:with-reason", kwargs={"ref": cast.an.ref, "deed": "ngung"})
    late = browser.post(url, {"reason": "Chuyển công tác"})
    browser.post(late.headers["Location"], {"login": cast.admin.email, "password": PASSWORD})
    assert browser.get(reverse("people-account:resume")).headers["Location"] == "/hom-nay/"


def test_a_visitor_s_refused_form_is_not_kept(cast: Cast) -> None:
    url = reverse("people:with-reason", kwargs={"ref": cast.an.ref, "deed": "ngung"})
    browser = Client()
    browser.post(url, {"reason": "Chuyển công tác"})
    assert "sessionid" not in browser.cookies


# --- keys to the API ------------------------------------------------------------------------------
def test_a_key_is_shown_once(cast: Cast, client_of: MakeClient) -> None:
    client = client_of(cast.an)
    url = reverse("people-account:tokens")
    page = text(client.post(url, {"name": "bảng", "scopes": ["tips:read"], "days": 30}))
    assert "<code>by_" in page
    again = text(client.get(url))
    assert "<code>by_" not in again
    assert "bảng" in again
    token = cast.an.api_tokens.get()
    client.post(reverse("people-account:revoke-token", kwargs={"pk": token.pk}))
    assert "Đã thu hồi" in text(client.get(url))


def test_demo_accounts_stand_on_the_sign_in_page_only_in_a_demonstration(
    cast: Cast, settings: object
) -> None:
    from binhyen.kernel.people.demo import PARTS, accounts_text, make_demo

    make_demo()
    made = User.objects.filter(is_demo=True).count()
    make_demo()
    assert User.objects.filter(is_demo=True).count() == made == len(PARTS)
    assert "minhhoa.example" not in text(Client().get(reverse("account_login")))
    settings.DEMO = True  # type: ignore[attr-defined]
    page = text(Client().get(reverse("account_login")))
    assert "can-bo@minhhoa.example" in page
    assert "chi-huy@minhhoa.example" in accounts_text()


def test_a_demo_account_signs_in_with_the_code_on_the_page(cast: Cast) -> None:
    import time

    from binhyen.kernel.people.demo import PASSWORD, code_of, make_demo

    make_demo()
    browser = Client()
    browser.post(
        reverse("account_login"), {"login": "can-bo@minhhoa.example", "password": PASSWORD}
    )
    answer = browser.post(reverse("mfa_authenticate"), {"code": code_of("can-bo", time.time())})
    assert answer.headers["Location"] == "/hom-nay/"
    assert browser.get("/hom-nay/").status_code == 200
