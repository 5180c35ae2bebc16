"""The desk, the register, today and the list by API at a million tips: questions and time.

The tips are made by one INSERT … SELECT in a database of their own, spread over the police of all
communes of the province and five years; 3 % are open, a fifth of those late. Pages are asked as an
officer signed in with the second factor, through Django's own handler (no network): server time
is the least of several requests (others on the machine only add); questions are counted as sent.
"""

import html
import re
import time
from collections.abc import Iterable, Iterator
from typing import Any

from bench.database import connect, copied, without_indexes, working_on
from bench.run import Row, is_quick

TIPS = 1_000_000
TIMES = 7
_NEXT = re.compile(r'href="(\?[^"]*\bsau=[^"]*)"')

_FILL = """
set session_replication_role = replica;  -- the rows are right; their keys need not be proved
with police as (
    select row_number() over (order by u.id) - 1 as n, u.id as unit_id, u.place_id
    from org_unit u join places_place p on p.id = u.place_id
    where u.kind = 'police_commune' and u.valid_to is null and p.valid_to is null
), spread as (select count(*) as units from police),
made as (
    select g, now() - (g / %(tips)s::float * 1825) * interval '1 day' as at,
        case when g <= %(tips)s * 0.01 then 'received' when g <= %(tips)s * 0.03 then 'accepted'
            when g %% 400 = 0 then 'suspended' else 'closed' end as status
    from generate_series(1, %(tips)s) as g
)
insert into intake_tip (ref, code, secret_digest, sender_digest, content_digest, channel, language,
    kind, category_id, is_anonymous, text, place_id, stated_place_id, place_note, lat, lon,
    occurred_on, occurred_note, received_unit_id, unit_id, assignee_id, status, received_at,
    received_on, accepted_on, due_at, extensions, late_on, procuracy_notified_on, closed_on,
    outcome, decision_number, decision_on, decided_by, answer, is_valuable, valuable_reason,
    rating, rating_note, rated_on, waits_for_unit, is_demo)
select gen_random_uuid(), 'B' || lpad(g::text, 9, '0'), decode(md5(g::text), 'hex'), null, null,
    'web', 'vi', 'crime_information', category.id, true,
    coalesce(told.text, 'Mất một xe máy để trước cửa nhà.'),
    police.place_id, null, '', null, null, null, '', police.unit_id, police.unit_id, null, status,
    at, at::date, at::date, at + interval '16 days', 0, null, null,
    case when status = 'closed' then at::date + 12 end,
    case when status = 'closed' then 'advised' else '' end, '', null, '',
    case when status = 'closed' then 'Đã hướng dẫn.' else '' end, false, '', null, '', null,
    status = 'accepted' and g %% 50 = 0, true
from made cross join spread join police on police.n = g %% spread.units
left join bench_text told using (g)
join lateral (select id from intake_category where parent_id is not null
    order by id offset (g %% 20) limit 1) category on true
"""

_REST = """
insert into intake_registerentry (unit_id, year, number, tip_id, entered_at)
select unit_id, extract(year from received_on),
    row_number() over (partition by unit_id, extract(year from received_on) order by received_at),
    id, received_at from intake_tip;
insert into intake_registercounter (unit_id, year, last)
select unit_id, year, max(number) from intake_registerentry group by unit_id, year;
insert into workflow_deadline (subject_kind, subject_id, rule_id, calendar_version, unit_id,
    starts_at, due_on, due_at, last_on, state, is_decisive, told)
select 'intake.tip', tip.id, (select min(id) from workflow_legalrule), '', unit_id, received_at,
    due_at::date, due_at, due_at::date,
    case when status in ('received', 'accepted') then 'running' else 'done' end, true, 0
from intake_tip tip;
"""
_APPEALS = """
insert into intake_appeal (tip_id, unit_id, text, at, state, answer)
select tip.id, (select id from org_unit where kind = 'police_province' and valid_to is null
    order by id limit 1), 'Mong xem lại.', now(), 'waiting', ''
from intake_tip tip where status = 'closed' order by tip.id limit 2000
"""


def measure() -> Iterator[Row]:
    tips = TIPS // 10 if is_quick() else TIPS
    with copied("bench_desk") as name:
        started = time.perf_counter()
        fill(name, tips)
        yield Row(f"{tips:,} tin / tips made", time.perf_counter() - started, "s")
        with working_on(name):
            yield from _pages()


def fill(name: str, tips: int, texts: Iterable[str] = ()) -> None:
    """``texts``: that of the newest tip first; where they end, one sentence for all."""
    import psycopg

    with connect(name) as database:
        database.execute("create unlogged table bench_text (g int primary key, text text)")
        with database.cursor().copy("copy bench_text from stdin") as rows:
            for row in enumerate(texts, start=1):
                rows.write_row(row)
        database.execute("set maintenance_work_mem = '512MB'; set synchronous_commit = off")
        # Built once over all rows, an index takes a third of the time of a million insertions.
        with without_indexes(database, "intake_tip", "intake_registerentry", "workflow_deadline"):
            psycopg.ClientCursor(database).execute(_FILL, {"tips": tips})
            database.execute(_REST)
        database.execute(_APPEALS)
        database.execute("vacuum analyze")


def _pages() -> Iterator[Row]:
    officer, province = signed_in("handler"), signed_in("supervisor")
    administrator = signed_in("administrator")
    _hire(300)
    for who, client, scope in (("xã", officer, "unit"), ("tỉnh", province, "below")):
        for bucket in ("open", "late", "new", "suspended", "closed", "all"):
            for size in (25, 100):
                asked = f"/tin/?muc={bucket}&cua={scope}&so={size}"
                yield from _walk(f"{who} {bucket} {size}", client, asked)
    yield from _walk("sổ / register", officer, "/tin/so-tiep-nhan/?so=100")
    yield from _walk("đề nghị xem lại / appeals", province, "/tin/xem-lai/?so=100")
    yield from _walk("tài khoản / people", administrator, "/nhan-su/?trang_thai=active")
    yield from _page("hôm nay, xã / today", officer, "/hom-nay/?cua=don-vi")
    yield from _page("hôm nay, tỉnh / today", province, "/hom-nay/?cua=cap-duoi")
    yield from _page("hôm nay, trang cuối / last", province, "/hom-nay/?cua=cap-duoi&cuoi=1")
    yield from _page("API, tỉnh", province, "/api/v1/desk/tips?scope=below&bucket=all&limit=100")


def _walk(what: str, client: Any, asked: str) -> Iterator[Row]:
    """The first page, one in the middle and the last."""
    yield from _page(what, client, asked)
    yield from _page(f"{what}, cuối / last", client, f"{asked}&cuoi=1")
    middle = asked
    for _ in range(3):
        link = _NEXT.search(client.get(middle).content.decode())
        if link is None:
            return
        middle = asked.partition("?")[0] + html.unescape(link[1])
    yield from _page(f"{what}, giữa / middle", client, middle)


def _page(what: str, client: Any, address: str) -> Iterator[Row]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _ in range(2):
        client.get(address)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address)
    questions = [one for one in asked if one["sql"] not in ("BEGIN", "COMMIT")]
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        client.get(address)
        took.append((time.perf_counter() - started) * 1000)
    yield Row(f"{what}: câu hỏi / queries", len(questions), "", 8)
    yield Row(f"{what}: máy chủ / server time", min(took), "ms", 50)


def signed_in(role: str) -> Any:
    """A browser of somebody with that duty: in one commune, or over the whole province."""
    from datetime import date

    from django.test import Client

    from binhyen.kernel.people.models import Duty, User
    from tests.cast import note_second_factor

    unit = _unit("police_commune" if role == "handler" else "police_province")
    user = User.objects.create_user(f"{role}@vidu.vn", full_name="Nguyễn Văn An")
    Duty.objects.create(user=user, unit=unit, role=role, valid_from=date(2025, 7, 1))
    client = Client()
    client.force_login(user)
    note_second_factor(client, user)
    return client


def _unit(kind: str) -> Any:
    from binhyen.kernel.org.models import Unit

    unit = Unit.objects.filter(kind=kind, valid_to=None).order_by("pk").first()
    assert unit is not None
    return unit


def _hire(people: int) -> None:
    """Officers of one commune, so that the list of people has pages."""
    from datetime import date

    from binhyen.kernel.people.models import Duty, User

    unit = _unit("police_commune")
    for number in range(people):
        user = User.objects.create_user(f"an{number}@vidu.vn", full_name=f"Nguyễn Văn An {number}")
        Duty.objects.create(user=user, unit=unit, role="handler", valid_from=date(2025, 7, 1))
