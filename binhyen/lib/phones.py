"""Phone numbers as people in Vietnam write them, kept as E.164 ("+84912345678").

Lines of the police and the army (069…) are not in the public numbering plan that libraries know;
they are taken by their own rule: 069 and six to eight digits more.
"""

import re

import phonenumbers

_OFFICIAL = re.compile(r"(?:\+?84|0)69(\d{6,8})")
_SEPARATORS = re.compile(r"[\s.\-()]")


def normal_phone(written: str) -> str | None:
    """The number in E.164, or None when it cannot be one."""
    digits = _SEPARATORS.sub("", written)
    if official := _OFFICIAL.fullmatch(digits):
        return f"+8469{official[1]}"
    try:
        number = phonenumbers.parse(digits, "VN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spoken_phone(e164: str) -> str:
    """As it is read aloud: "+84912345678" → "0912 345 678"."""
    if official := _OFFICIAL.fullmatch(e164):
        return f"069 {official[1]}"
    number = phonenumbers.parse(e164, "VN")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
