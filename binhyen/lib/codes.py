"""Codes that people say over the phone and copy by hand: a public code and a long secret.

Crockford's base 32 (no I, L, O, U). The last symbol is a check over GF(32): every single wrong
symbol and every swap of two neighbours is found, and ``near_misses`` lists what was meant.
"""

import hashlib
import hmac
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_VALUE = {symbol: value for value, symbol in enumerate(ALPHABET)}
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})
CODE_LENGTH = 10  # nine random symbols (45 bits) and a check
SECRET_LENGTH = 25  # twenty-four symbols (120 bits) and a check
GROUP = 5


def _times(a: int, b: int) -> int:
    """Product in GF(2^5) modulo x^5 + x^2 + 1."""
    product = 0
    while b:
        if b & 1:
            product ^= a
        a <<= 1
        if a & 32:
            a ^= 0b100101
        b >>= 1
    return product


def _powers(count: int) -> list[int]:
    powers = [1]
    while len(powers) < count:
        powers.append(_times(powers[-1], 2))
    return powers


_WEIGHT = _powers(31)
# What each symbol adds to the sum at each place: a report makes three checks.
_ADDS = [{symbol: _times(weight, _VALUE[symbol]) for symbol in ALPHABET} for weight in _WEIGHT]


def _check(symbols: str) -> str:
    """The symbol of weight 1 that makes the weighted sum of all symbols zero."""
    total = 0
    for place, symbol in enumerate(symbols, start=1):
        total ^= _ADDS[place][symbol]
    return ALPHABET[total]


def is_whole(symbols: str) -> bool:
    return (
        1 < len(symbols) <= len(_WEIGHT)
        and all(symbol in _VALUE for symbol in symbols)
        and _check(symbols[:-1]) == symbols[-1]
    )


def _from_bytes(material: bytes, length: int) -> str:
    number = int.from_bytes(material, "big")
    body = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(length - 1))
    return body + _check(body)


def new_code() -> str:
    """A public status code without prefix or hyphens, from the system's random source."""
    return _from_bytes(secrets.token_bytes(16), CODE_LENGTH)


def secret_for(key: bytes, idempotency_key: bytes) -> str:
    """The conversation secret of one submission. The same sender's retry gives the same secret,
    so that the server need not keep it; without the sender's key it cannot be worked out."""
    return _from_bytes(hmac.new(key, idempotency_key, hashlib.sha256).digest(), SECRET_LENGTH)


def digest(symbols: str) -> bytes:
    """What is kept of a secret: SHA-256. With 120 random bits no slow hash is needed."""
    return hashlib.sha256(symbols.encode()).digest()


def read(typed: str, prefix: str = "") -> str:
    """What was typed, as bare symbols: any case, hyphens or spaces, O for 0, I or L for 1."""
    bare = "".join(symbol for symbol in typed.upper() if symbol.isalnum())
    if prefix and len(bare) > CODE_LENGTH and bare.startswith(prefix):
        bare = bare[len(prefix) :]
    return bare.translate(_READ_AS)


def show(symbols: str, prefix: str = "") -> str:
    """``HY-7F3K9-QTD4X``: groups of five, so that it can be said and compared."""
    groups = [symbols[start : start + GROUP] for start in range(0, len(symbols), GROUP)]
    return "-".join([prefix, *groups] if prefix else groups)


def near_misses(symbols: str) -> list[str]:
    """Whole codes that differ from what was typed by one symbol or one swap of neighbours."""
    found: set[str] = set()
    if len(symbols) != CODE_LENGTH or any(symbol not in _VALUE for symbol in symbols):
        return []
    for place in range(len(symbols)):
        for symbol in ALPHABET:
            other = symbols[:place] + symbol + symbols[place + 1 :]
            if is_whole(other):
                found.add(other)
        if place:
            swapped = symbols[: place - 1] + symbols[place] + symbols[place - 1]
            swapped += symbols[place + 1 :]
            if is_whole(swapped):
                found.add(swapped)
    return sorted(found - {symbols})
