"""What a schema found wrong, as sentences in the reader's language, field by field."""

from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

# PostgreSQL keeps no NUL character; a text field's pattern says so in the OpenAPI document too.
NO_NUL = r"^[^\x00]*$"


def sentences(error: ValidationError) -> list[dict[str, str]]:
    return describe([dict(found) for found in error.errors()])


def describe(found: list[dict[str, Any]]) -> list[dict[str, str]]:
    """``found`` as pydantic lists errors: type, loc, ctx."""
    return [
        {"field": ".".join(str(step) for step in one["loc"]), "message": _sentence(one)}
        for one in found
    ]


def _sentence(one: dict[str, Any]) -> str:
    kind, context = str(one["type"]), one.get("ctx") or {}
    if kind == "string_too_short":
        return _("Cần ít nhất %(n)s ký tự.") % {"n": context.get("min_length")}
    if kind == "string_too_long":
        return _("Không quá %(n)s ký tự.") % {"n": context.get("max_length")}
    if kind == "string_pattern_mismatch" and context.get("pattern") == NO_NUL:
        return _("Có ký tự không lưu được (NUL); hãy xóa và gõ lại chỗ đó.")
    return next((words for start, words in _known() if kind.startswith(start)), _unknown())


def _unknown() -> str:
    return _("Giá trị chưa đúng kiểu.")


def _known() -> list[tuple[str, str]]:
    """Beginnings of pydantic's error types, and what to say."""
    number = _("Cần một số.")
    range_ = _("Giá trị nằm ngoài khoảng cho phép.")
    return [
        ("missing", _("Thiếu trường này.")),
        ("json_invalid", _("Nội dung gửi lên không phải JSON hợp lệ.")),
        ("greater", range_),
        ("less", range_),
        ("uuid", _("Cần một UUID, ví dụ 7b0c6d1e-3f52-4a8e-9a51-0f6f1c2d3e4f.")),
        ("date", _("Cần ngày theo dạng năm-tháng-ngày, ví dụ 2024-07-05.")),
        ("bool", _("Cần true hoặc false.")),
        ("float", number),
        ("int", number),
        ("string_unicode", _("Có ký tự không đọc được; hãy gửi văn bản mã hóa UTF-8.")),
        ("finite_number", number),
        ("string_pattern", _("Giá trị chưa đúng mẫu, ví dụ ten@vidu.vn.")),
    ]
