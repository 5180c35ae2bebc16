"""Search at a million tips: time, precision and recall; and near-duplicates suggested.

The texts and questions are generated (bench/tales.py says how, and how they are misspelt). The
tips are indexed by the product's own writer. Time: the page's whole answer (read what was typed,
find, tell, cut snippets) for an officer of one commune and for a supervisor of the province; of
each question the least of four, p95 over 300 questions.

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
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from bench.bench_desk import fill, signed_in
from bench.database import connect, copied, working_on
from bench.run import Row, is_quick
from bench.tales import Question, questions, tales

if TYPE_CHECKING:
    from binhyen.kernel.search.kinds import Document

TIPS = 1_000_000
QUESTIONS = 300
TIMES = 4


def measure() -> Iterator[Row]:
    tips = TIPS // 10 if is_quick() else TIPS
    with copied("bench_search") as name:
        truth: dict[str, list[int]] = defaultdict(list)
        fill(name, tips, _told(tips, truth))
        with working_on(name, role=""):
            started = time.perf_counter()
            index_all(name, tips)
            took = time.perf_counter() - started
        yield Row("lập chỉ mục / indexed", tips / took, "tin/s")
        with working_on(name):
            asked = questions(QUESTIONS)
            yield from _times(asked)
            yield from _duplicates()
            yield from _judged(asked, truth)


def _told(tips: int, truth: dict[str, list[int]]) -> Iterator[str]:
    """The texts; on the way it is noted which tale holds which word."""
    for g, tale in enumerate(tales(tips)):
        for word in set(tale.truth):
            truth[word].append(g)
        yield tale.text


def index_all(name: str, tips: int) -> None:
    """The product's own writer, by COPY; the vocabulary from 20,000 of them, as it would have
    grown before. The index by word is made after, as a restore does."""
    from django.db import connection

    from binhyen.domains.intake.models import Tip
    from binhyen.domains.intake.searching import INTAKE
    from binhyen.kernel.search.indexing import array_text, count_words
    from binhyen.kernel.search.spelling import Vocabulary, vocabulary
    from binhyen.kernel.search.writing import write

    with connection.cursor() as cursor:
        cursor.execute("drop index search_canon; drop index search_fold")
    ids = list(Tip.objects.order_by("pk").values_list("pk", flat=True))
    none = Vocabulary({})
    for batch in _batches(ids[:20_000], 5_000):
        count_words(write(one, none) for one in INTAKE.read(batch))
    vocabulary.forget()
    words = vocabulary()
    with connect(name) as database, database.cursor() as cursor:
        columns = "kind, object_id, at, canon, fold, units, event_id"
        with cursor.copy(f"copy search_searchentry ({columns}) from stdin") as rows:
            for batch in _batches(ids, 5_000):
                for one in _documents(batch):
                    made = write(one, words)
                    units = array_text(one.units)
                    rows.write_row(
                        (INTAKE.name, one.object_id, one.at, made.canon, made.fold, units, 0)
                    )
        for column in ("canon", "fold"):
            cursor.execute(
                f"create index search_{column} on search_searchentry using gin ({column})"
                " with (fastupdate = off)"
            )
        cursor.execute("vacuum analyze search_searchentry")


def _documents(ids: Sequence[int]) -> Iterator["Document"]:
    """As INTAKE.read gives them for a tip with a text and nothing else, without its rows."""
    from binhyen.domains.intake.models import Tip
    from binhyen.kernel.search.kinds import Document

    rows = Tip.objects.filter(pk__in=ids).order_by("pk")
    for pk, at, category, text, code, unit, place in rows.values_list(
        *("pk", "received_at", "category__name", "text", "code", "unit_id", "place_id")
    ):
        yield Document(pk, at, [(category, "A"), (text, "C")], (code,), (unit,), place)


def _batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def _times(asked: Sequence[Question]) -> Iterator[Row]:
    from django.utils import timezone

    from binhyen.kernel.people.actor import actor_of
    from binhyen.kernel.people.models import User

    for who, role in (("xã", "handler"), ("tỉnh", "supervisor")):
        client = signed_in(role)
        user = User.objects.get(pk=client.session["_auth_user_id"])
        actor = actor_of(user, timezone.localdate())
        took = [_timed(_found, actor, one) for one in asked]
        yield _p95(f"tìm, {who} / search", took)
        pages = [_timed(client.get, "/tim/", {"q": one.typed}) for one in asked[:100]]
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
            count = rows.count()
            tips = [rows[at] for at in range(0, count, count // 60)]
            likenesses(actor, tips[0])
            took = [_timed(likenesses, actor, tip) for tip in tips]
        yield _p95(f"tin có thể trùng, {who} / near-duplicates", took, 50)


def _found(actor: Any, question: Question) -> None:
    from binhyen.kernel.audit.action import in_scope
    from binhyen.kernel.search.finding import answer
    from binhyen.kernel.search.snippets import snippet

    with in_scope(actor):
        answered = answer(actor, question.typed)
        for hit in answered.page.hits:
            snippet(hit.told.texts, answered.asked)


def _timed(run: Any, *given: Any) -> float:
    """Milliseconds: the least of several, for others on the machine only add."""
    took = []
    for _ in range(TIMES):
        started = time.perf_counter()
        run(*given)
        took.append((time.perf_counter() - started) * 1000)
    return min(took)


def _p95(what: str, took: Iterable[float], limit: float | str = 100) -> Row:
    listed = sorted(took)
    return Row(f"{what}: p95", listed[int(len(listed) * 0.95)], "ms", limit)


def _judged(asked: Sequence[Question], truth: dict[str, list[int]]) -> Iterator[Row]:
    """Misses are counted, so that less is better: 0.02 of a mean is the limit."""
    import numpy as np

    from binhyen.domains.intake.models import Category
    from binhyen.kernel.search.writing import words_of
    from binhyen.lib.text import fold

    filed = Category.objects.filter(parent__isnull=False).order_by("id")[:20]
    headings = [words_of(one.name) for one in filed]  # a tip is found by its category, too
    tips = 1 + max(at[-1] for at in truth.values())
    for n, heading in enumerate(headings):  # of the tale g: g + 1, modulo their number
        for word in set(heading):
            truth[word] = sorted({*truth[word], *range((n - 1) % len(headings), tips, 20)})
    holds = {word: np.array(at, dtype=np.uint32) for word, at in truth.items()}
    bare: dict[str, Any] = {}
    for word, at in holds.items():
        bare[fold(word)] = np.union1d(bare.get(fold(word), at), at)
    by_kind: dict[str, list[tuple[float | None, float]]] = defaultdict(list)
    strict = []
    for question in asked:
        meant = _holding_all(np, holds, question.meant)
        unmarked = question.typed == fold(question.typed)
        plain = [fold(word) for word in question.meant]
        relevant = _holding_all(np, bare, plain) if unmarked else meant
        if not len(relevant):
            continue
        found = np.array(_all_matches(question), dtype=np.uint32)
        right = len(np.intersect1d(relevant, found, True))
        precise = right / len(found) if len(found) else None
        by_kind[question.how].append((precise, right / len(relevant)))
        if unmarked and len(found):
            strict.append(len(np.intersect1d(meant, found, True)) / len(found))
    every = [pair for pairs in by_kind.values() for pair in pairs]
    for how, pairs in [*sorted(by_kind.items()), ("tất cả / all", every)]:
        limit: float | str = 0.02 if pairs is every else ""
        precisions = [one for one, _recall in pairs if one is not None]
        wrong = 1 - sum(precisions) / len(precisions)
        missed = 1 - sum(one for _precision, one in pairs) / len(pairs)
        yield Row(f"{how} ({len(pairs)}): 1 − precision", wrong, "", limit)
        yield Row(f"{how} ({len(pairs)}): 1 − recall", missed, "", limit)
    yield Row("no marks: 1 − precision of the marks meant", 1 - sum(strict) / len(strict), "")


def _holding_all(np: Any, holds: dict[str, Any], words: Iterable[str]) -> Any:
    found = None
    for word in words:
        these = holds.get(word, np.array([], dtype=np.uint32))
        found = these if found is None else np.intersect1d(found, these, True)
    return found


def _all_matches(question: Question) -> list[int]:
    """Every tip (by its number among the tales) that the answered query matches."""

    found: list[int] = []
    for broad in (False, True):
        found = _matching(question.typed, broad)
        if found:
            break
    return found


def _matching(typed: str, broad: bool) -> list[int]:
    from django.db import connection

    from binhyen.kernel.search.asking import read

    asked = read(typed, broad=broad)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select substr(code, 2)::int - 1 from search_searchentry"
            f" join intake_tip tip on tip.id = object_id where {asked.column} @@ %s::tsquery",
            [asked.tsquery()],
        )
        return [row[0] for row in cursor.fetchall()]
