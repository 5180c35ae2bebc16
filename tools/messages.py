"""Translations without gettext's binaries (`make messages`).

Vietnamese is written in the source; English stands in locale/parts/<part>.en.po, one file a part,
so that parts do not meet in one file. locale/parts/<part>.vi.po overrides English sentences of the
libraries (Django's, allauth's). Both are merged into locale/<language>/LC_MESSAGES/django.po, .mo.

    python tools/messages.py compile    merge and write .po, .mo (part of setup; below a second)
    python tools/messages.py check      fails with every sentence that lacks its English, has other
                                        placeholders, or stands in two parts in two ways
    python tools/messages.py missing    prints them as .po entries to be filled in
"""

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages import Catalog, Message, pofile
from babel.messages.extract import extract
from babel.messages.mofile import write_mo

ROOT = Path(__file__).resolve().parent.parent
PARTS = ROOT / "locale" / "parts"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLURAL = {"en": 2, "vi": 1}
PLURAL_FORMS = {"en": "nplurals=2; plural=(n != 1);", "vi": "nplurals=1; plural=0;"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
Key = tuple[str | None, str]
VIETNAMESE = re.compile("[ăâđêôơưĂÂĐÊÔƠƯ\u00c0-\u00fd\u1ea0-\u1ef9]")


def _sources() -> Iterator[Path]:
    for folder in ("binhyen", "config"):
        for path in sorted((ROOT / folder).rglob("*")):
            if "tests" in path.parts or "migrations" in path.parts:
                continue
            if path.suffix == ".py" or ("templates" in path.parts and path.is_file()):
                yield path


def _python_of(path: Path) -> bytes:
    """A file as Python: templates are turned into calls of gettext, line by line."""
    text = path.read_text()
    if path.suffix == ".py":
        return text.encode()
    from django.utils.translation.template import templatize

    return templatize(text, origin=str(path)).encode()


def wanted() -> dict[Key, tuple[str, str]]:
    """Every sentence of the source: key -> (plural or "", first place)."""
    found: dict[Key, tuple[str, str]] = {}
    for path in _sources():
        for line, ids, _comments, context in extract(
            "python", BytesIO(_python_of(path)), keywords=KEYWORDS
        ):
            one, many = ids[:2] if isinstance(ids, tuple) else (ids, "")
            key = (context, one)
            if key not in found or (many and not found[key][0]):
                found[key] = (many, f"{path.relative_to(ROOT)}:{line}")
    return found


def _parts(language: str) -> Iterator[tuple[Path, Catalog]]:
    for path in sorted(PARTS.glob(f"*.{language}.po")):
        with path.open("rb") as file:
            yield path, pofile.read_po(file, locale=language, abort_invalid=True)


def merged(language: str) -> tuple[dict[Key, Message], list[str]]:
    """The parts put together, and what stands in two of them in two ways."""
    together: dict[Key, Message] = {}
    clashes = []
    for path, catalogue in _parts(language):
        for message in catalogue:
            if not message.id or not any(_strings(message)):
                continue
            one = message.id if isinstance(message.id, str) else message.id[0]
            key = (message.context, one)
            other = together.get(key)
            if other is None or (isinstance(other.id, str) and not isinstance(message.id, str)):
                together[key] = message
            elif _strings(other)[0] != _strings(message)[0]:
                clashes.append(f"{path.name}: “{one}” có hai bản dịch / is translated in two ways")
    return together, clashes


def _strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string or ())


def _complaint(key: Key, many: str, where: str, message: Message | None) -> str:
    """What is wrong with the English of one sentence, "" when nothing is."""
    one = key[1]
    if message is None:
        return f"{where}: chưa có tiếng Anh / no English: “{one}”"
    strings = _strings(message)
    if many and (len(strings) < PLURAL["en"] or not all(strings)):
        return f"{where}: thiếu số nhiều / no plural: “{one}”"
    allowed = set(PLACEHOLDER.findall(one)) | set(PLACEHOLDER.findall(many))
    # A singular may leave its number out ("one day left"); the plural may not.
    used = set(PLACEHOLDER.findall(strings[-1]))
    if used != set(PLACEHOLDER.findall(many or one)) and used != allowed:
        return f"{where}: chỗ điền khác nhau / placeholders differ: “{one}” – “{strings[-1]}”"
    if not set(PLACEHOLDER.findall(strings[0])) <= allowed:
        return f"{where}: chỗ điền lạ / unknown placeholder: “{one}” – “{strings[0]}”"
    return ""


def _is_ours(key: Key) -> bool:
    """Numbers, abbreviations and English names need no translation."""
    return bool(VIETNAMESE.search(key[1])) or bool(re.search(r"[a-z]{2}", key[1]))


def check() -> list[str]:
    english, complaints = merged("en")
    for key, (many, where) in wanted().items():
        if _is_ours(key) and (fault := _complaint(key, many, where, english.get(key))):
            complaints.append(fault)
    return complaints


def missing() -> str:
    english, _clashes = merged("en")
    lines = []
    for key, (many, where) in wanted().items():
        if _is_ours(key) and key not in english:
            lines.append(f"#: {where}")
            if key[0]:
                lines.append(f"msgctxt {pofile.normalize(key[0])}")
            lines.append(f"msgid {pofile.normalize(key[1])}")
            if many:
                lines += [f"msgid_plural {pofile.normalize(many)}", 'msgstr[0] ""', 'msgstr[1] ""']
            else:
                lines.append('msgstr ""')
            lines.append("")
    return "\n".join(lines)


def _catalogue(language: str, messages: dict[Key, Message], used: set[Key] | None) -> Catalog:
    catalogue = Catalog(
        locale=language, project="Bình Yên", version="", charset="utf-8", fuzzy=False
    )
    for key, message in sorted(messages.items(), key=lambda pair: (pair[0][1], pair[0][0] or "")):
        if used is None or key in used:
            catalogue.add(message.id, message.string, context=message.context)
    return catalogue


def _write(path: Path, content: bytes) -> None:
    if not path.exists() or path.read_bytes() != content:
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        partial.write_bytes(content)
        partial.replace(path)  # a running server never reads half a file


def _header(content: bytes, language: str) -> bytes:
    """Babel writes dates and its own name into the header; a generated file needs neither."""
    plain = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n'
    plain += '"Content-Type: text/plain; charset=utf-8\\n"\n'
    plain += f'"Plural-Forms: {PLURAL_FORMS[language]}\\n"\n'
    return plain.encode() + b"\n" + content


def compile_all() -> int:
    total = 0
    for language in ("en", "vi"):
        folder = ROOT / "locale" / language / "LC_MESSAGES"
        folder.mkdir(parents=True, exist_ok=True)
        catalogue = _catalogue(language, merged(language)[0], None)
        text, binary = BytesIO(), BytesIO()
        pofile.write_po(text, catalogue, omit_header=True, width=100)
        write_mo(binary, catalogue)
        _write(folder / "django.po", _header(text.getvalue(), language))
        _write(folder / "django.mo", binary.getvalue())
        total += len(catalogue)
    return total


def main(verb: str) -> int:
    if verb == "compile":
        print(f"→ Bản dịch: {compile_all()} câu")
        return 0
    if verb == "missing":
        print(missing())
        return 0
    faults = check()
    for fault in faults:
        print(fault)
    print(f"Bản dịch: {len(wanted())} câu, {len(faults)} chỗ cần sửa")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "compile"))
