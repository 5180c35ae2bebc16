"""One table that is searched, for every kind of record. It holds words, never the text: what is
shown comes from the record itself, through its own ``visible_to``. Nobody reads it but the
system and ``search_matches`` (migration 0002), which answers keys of what the scope may see."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from binhyen.kernel.people.walls import walled_field


class SearchEntry(models.Model):
    """The words of one record. ``canon``: as they are written, in the one tone style; ``fold``:
    without marks. Weights: A what it is about, B where, C its text, D words guessed from misspelt
    ones. Both also hold what narrows a search: phone numbers, unit, month, places (see writing).
    """

    kind = models.CharField(_("loại đối tượng"), max_length=40)
    object_id = models.BigIntegerField(_("đối tượng"))
    at = models.DateTimeField(_("thời điểm"))
    canon = SearchVectorField(_("từ có dấu"))
    fold = SearchVectorField(_("từ không dấu"))
    # Who may find it: the units that read it, never whom it names.
    units = ArrayField(
        models.BigIntegerField(), verbose_name=_("các đơn vị được tìm thấy"), default=list
    )
    walled = walled_field()
    # The newest event of the trail that these words follow.
    event_id = models.BigIntegerField(_("theo nhật ký đến"), default=0)

    class Meta:
        verbose_name = _("mục tìm kiếm")
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="search_once")]
        # No index by time: the planner would walk it past a million rows for two words that never
        # stand together. Months are words of the vectors instead (docs/decisions).
        # Without the pending list, which every search would have to read through.
        indexes = [
            GinIndex(fields=["canon"], name="search_canon", fastupdate=False),
            GinIndex(fields=["fold"], name="search_fold", fastupdate=False),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


class SearchWord(models.Model):
    """A word and in how many records it stood when they were first read: what a misspelt word may
    have meant. Words of few records are never suggested: they may be somebody's name."""

    word = models.CharField(_("từ"), max_length=24, primary_key=True)
    documents = models.PositiveIntegerField(_("số mục có từ này"), default=0)

    class Meta:
        verbose_name = _("từ vựng tìm kiếm")
        indexes = [models.Index(fields=["-documents"], name="search_word_common")]

    def __str__(self) -> str:
        return self.word


class SearchMark(models.Model):
    """How far the trail has been followed for one kind of record."""

    kind = models.CharField(_("loại đối tượng"), max_length=40, primary_key=True)
    event_id = models.BigIntegerField(_("đã theo nhật ký đến"), default=0)

    class Meta:
        verbose_name = _("dấu theo nhật ký")

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
