"""Search at a million tips: time, precision and recall; and near-duplicates suggested.

The texts and questions are generated (bench/tales.py says how, and how they are misspelt). The
tips are indexed by the product's own writer (bench/million.py). Time: the page's whole answer (read
what was typed, find, tell, cut snippets) for an officer of one commune and for a supervisor of the
province; of each question the least of four rounds, p95 over 300 questions.

Judged: a tip is relevant when its truth (with the words of its category) holds every word that the
question meant, marks and all; where the question is typed without any mark, it means every way to
put them, for "che" asks for chè, che and chê alike ("of the marks meant" tells the precision
against the marks that were in mind). Found is what the query behind the page matches in the whole
table, not only its first page; a question that finds nothing, by what the page shows then.
Precision and recall are means over questions, each question alike; one that nothing is relevant to
is left out; one that finds nothing has recall 0 and no precision.
"""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial, reduce
from operator import and_
from typing import Any

import numpy as np

from bench.database import connect, working_on
from bench.million import client_of, million, tips, truth
from bench.run import Row
from bench.tales import Question, questions
from binhyen.lib.text import fold

QUESTIONS, PAGES = 300, 50
TIMES = 4


def measure() -> Iterator[Row]:
    name = million()
    with connect(name) as database:
        (made,) = database.execute("select tips_a_second from bench_made").fetchone() or (0,)
    yield Row("lập chỉ mục / indexed", made, "tin/s")
    with working_on(name):
        asked = questions(QUESTIONS)
        yield from _times(asked)
        yield from _duplicates()
        yield from _judged(asked)


def _times(asked: Sequence[Question]) -> Iterator[Row]:
    from django.utils import timezone

    from binhyen.kernel.people.actor import actor_of
    from binhyen.kernel.people.models import User

    for who, role in (("xã", "handler"), ("tỉnh", "supervisor")):
        client = client_of(role)
        user = User.objects.get(pk=client.session["_auth_user_id"])
        actor = actor_of(user, timezone.localdate())
        yield _p95(f"tìm, {who} / search", [partial(_found, actor, one) for one in asked])
        pages = [partial(client.get, "/tim/", {"q": one.typed}) for one in asked[:PAGES]]
        yield _p95(f"trang /tim/, {who} / page", pages, "")


def _duplicates() -> Iterator[Row]:
    """For tips all over the five years, as their officer and as the province sees them."""
    from django.utils import timezone

    from binhyen.domains.intake.duplicates import likenesses
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.people.actor import actor_of
    from binhyen.kernel.people.models import User

    for who, email in (("xã", "handler@vidu.vn"), ("tỉnh", "supervisor@vidu.vn")):
        actor = actor_of(User.objects.get(email=email), timezone.localdate())
        rows = Tip.objects.visible_to(actor).order_by("code")
        with in_scope(actor):
            keys = list(rows.values_list("pk", flat=True))
            some = [rows.get(pk=key) for key in keys[:: len(keys) // 60]]
            asked = [partial(likenesses, actor, tip) for tip in some]
            yield _p95(f"tin có thể trùng, {who} / near-duplicates", asked, 50)


def _found(actor: Any, question: Question) -> None:
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.search.finding import answer
    from binhyen.kernel.search.snippets import snippet

    with in_scope(actor):
        answered = answer(actor, question.typed)
        for hit in answered.page.hits:
            snippet(hit.told.texts, answered.asked)


def _p95(what: str, asked: Sequence[Callable[[], Any]], limit: float | str = 100) -> Row:
    """Milliseconds: of each the least of several rounds, for others on the machine only add."""
    took = [float("inf")] * len(asked)
    for _ in range(TIMES):
        for n, ask in enumerate(asked):
            started = time.perf_counter()
            ask()
            took[n] = min(took[n], (time.perf_counter() - started) * 1000)
    return Row(f"{what}: p95", sorted(took)[int(len(took) * 0.95)], "ms", limit)


Bits = np.ndarray[Any, np.dtype[np.uint8]]  # one for each tale


def _judged(asked: Sequence[Question]) -> Iterator[Row]:
    """Misses are counted, so that less is better: 0.02 of a mean is the limit."""
    meant_by, bare, number = _meanings(), defaultdict[str, Any](int), _numbers()
    for word, bits in meant_by.items():
        bare[fold(word)] = bare[fold(word)] | bits
    by_kind: dict[str, list[tuple[float | None, float]]] = defaultdict(list)
    strict = []
    for question in asked:
        meant = _all_of(meant_by, question.meant)
        unmarked = question.typed == fold(question.typed)
        relevant = _all_of(bare, map(fold, question.meant)) if unmarked else meant
        if not (wanted := _count(relevant)):
            continue
        found = _as_bits(number[_all_matches(question)])
        many, right = _count(found), _count(found & relevant)
        by_kind[question.how].append((right / many if many else None, right / wanted))
        if unmarked and many:
            strict.append(_count(found & meant) / many)
    every = [pair for pairs in by_kind.values() for pair in pairs]
    for how, pairs in [*sorted(by_kind.items()), ("tất cả / all", every)]:
        limit: float | str = 0.02 if pairs is every else ""
        precisions = [one for one, _recall in pairs if one is not None]
        wrong = 1 - sum(precisions) / len(precisions)
        missed = 1 - sum(one for _precision, one in pairs) / len(pairs)
        yield Row(f"{how} ({len(pairs)}): 1 − precision", wrong, "", limit)
        yield Row(f"{how} ({len(pairs)}): 1 − recall", missed, "", limit)
    yield Row("no marks: 1 − precision of the marks meant", 1 - sum(strict) / len(strict), "")


def _meanings() -> dict[str, Bits]:
    """Word → the tales that mean it; a tip is found by its category, too."""
    from binhyen.domains.intake.models import Category
    from binhyen.kernel.search.writing import words_of

    found = {word: _as_bits(at) for word, at in truth().items()}
    filed = Category.objects.filter(parent__isnull=False).order_by("id")[:20]
    for n, one in enumerate(filed):  # of the tale g: g + 1, modulo their number
        bits = _as_bits(np.arange((n - 1) % len(filed), tips(), len(filed)))
        for word in words_of(one.name):
            found[word] = found.get(word, 0) | bits
    return found


def _numbers() -> Any:
    """At the id of a tip, the number of its tale."""
    from django.db import connection

    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.people.actor import SYSTEM

    with in_scope(SYSTEM), connection.cursor() as cursor:
        cursor.execute("select id, substr(code, 2)::int - 1 from intake_tip where code like 'B0%'")
        rows = np.array(cursor.fetchall())
    found = np.zeros(rows[:, 0].max() + 1, dtype=np.uint32)
    found[rows[:, 0]] = rows[:, 1]
    return found


def _as_bits(at: Any) -> Bits:
    these = np.zeros(tips(), dtype=bool)
    these[at] = True
    return np.packbits(these)


def _count(bits: Bits) -> int:
    return int(np.bitwise_count(bits).sum())


def _all_of(bits: Mapping[str, Any], words: Iterable[str]) -> Bits:
    nowhere = _as_bits([])
    return reduce(and_, [bits.get(word, nowhere) for word in words])


def _all_matches(question: Question) -> list[int]:
    """The ids of all tips that the answered query matches."""
    from django.db import connection

    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.people.actor import SYSTEM
    from binhyen.kernel.search.asking import read

    for broad in (False, True):
        asked = read(question.typed, broad=broad)
        with in_scope(SYSTEM), connection.cursor() as cursor:
            cursor.execute(
                f"select object_id from search_searchentry where {asked.column} @@ %s::tsquery",
                [asked.tsquery()],
            )
            if found := [row[0] for row in cursor.fetchall()]:
                return found
    return []
