"""The translation tool: what it finds, what it refuses, and what it writes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils import translation

from tools import messages

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
Write = Callable[[str, str], None]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """An empty house; files are written by their path, .po parts without their header."""
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    monkeypatch.setattr(messages, "PARTS", tmp_path / "locale/parts")
    (tmp_path / "locale/parts").mkdir(parents=True)

    def write(name: str, text: str) -> None:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEAD + "\n" + text if name.endswith(".po") else text)

    write("binhyen/templates/tin.html", "")
    write("config/empty.py", "")
    return write


def test_sentences_are_found_in_python_templates_and_attributes(house: Write) -> None:
    house("binhyen/rules.py", '_("Đã tiếp nhận")\nngettext("còn %(n)s ngày", "còn %(n)s ngày", n)')
    house(
        "binhyen/templates/tin.html",
        "{% load i18n %}<c-button label=\"{% translate 'Gửi tin' %}\" />\n"
        "{% blocktranslate trimmed with code=tip.code %}\n  Mã {{ code }}\n{% endblocktranslate %}",
    )

    found = {key[1] for key in messages.wanted()}

    assert found == {"Đã tiếp nhận", "còn %(n)s ngày", "Gửi tin", "Mã %(code)s"}


def test_tests_and_migrations_are_not_read(house: Write) -> None:
    house("binhyen/tests/test_x.py", '_("Thử")')
    house("binhyen/migrations/0001_x.py", '_("Cột")')

    assert messages.wanted() == {}


def test_a_sentence_without_english_is_named_with_its_place(house: Write) -> None:
    house("binhyen/rules.py", '\n_("Đã tiếp nhận")')

    (fault,) = messages.check()

    assert "binhyen/rules.py:2" in fault
    assert "Đã tiếp nhận" in fault


def test_an_empty_translation_is_none(house: Write) -> None:
    house("binhyen/rules.py", '_("Đã tiếp nhận")')
    house("locale/parts/a.en.po", 'msgid "Đã tiếp nhận"\nmsgstr ""\n')

    assert len(messages.check()) == 1


@pytest.mark.parametrize(
    ("english", "faults"),
    [("Report %(code)s", 0), ("Report", 1), ("Report %(kode)s", 1), ("%(code)s by %(who)s", 1)],
)
def test_placeholders_must_agree(house: Write, english: str, faults: int) -> None:
    house("binhyen/rules.py", '_("Tin %(code)s đã gửi")')
    house("locale/parts/a.en.po", f'msgid "Tin %(code)s đã gửi"\nmsgstr "{english}"\n')

    assert len(messages.check()) == faults


def test_english_needs_both_its_forms(house: Write) -> None:
    house("binhyen/rules.py", 'ngettext("còn %(n)s ngày", "còn %(n)s ngày", n)')
    entry = 'msgid "còn %(n)s ngày"\nmsgid_plural "còn %(n)s ngày"\nmsgstr[0] "one day left"\n'
    house("locale/parts/a.en.po", entry)
    assert len(messages.check()) == 1

    house("locale/parts/a.en.po", entry + 'msgstr[1] "%(n)s days left"\n')
    assert messages.check() == []


def test_two_parts_may_not_disagree(house: Write) -> None:
    house("binhyen/rules.py", '_("Tin báo")')
    house("locale/parts/a.en.po", 'msgid "Tin báo"\nmsgstr "Tip"\n')
    house("locale/parts/b.en.po", 'msgid "Tin báo"\nmsgstr "Report"\n')

    (fault,) = messages.check()

    assert "b.en.po" in fault


def test_compiled_catalogues_are_read_by_gettext(house: Write) -> None:
    import gettext

    house("locale/parts/a.en.po", 'msgid "Tin báo"\nmsgstr "Report"\n')
    house("locale/parts/a.vi.po", 'msgid "Required."\nmsgstr "Xin điền mục này."\n')

    assert messages.compile_all() == 2

    folder = str(messages.ROOT / "locale")
    assert gettext.translation("django", folder, ["en"]).gettext("Tin báo") == "Report"
    assert gettext.translation("django", folder, ["vi"]).gettext("Required.") == "Xin điền mục này."


def test_the_frame_of_every_page_speaks_english() -> None:
    english, clashes = messages.merged("en")
    ours = {
        key: where
        for key, (_many, where) in messages.wanted().items()
        if where.startswith("binhyen/portal/templates/portal/parts/")
    }

    assert [where for key, where in ours.items() if key not in english] == []
    assert clashes == []


def test_django_speaks_in_our_voice() -> None:
    with translation.override("vi"):
        assert translation.gettext("This field is required.") == "Xin điền mục này."
