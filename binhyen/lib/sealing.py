"""Sealing in the age format (age-encryption.org/v1): anybody with the recipient can seal, only the
holder of the secret can open. Debian's ``age`` command opens the same files without our code."""

import hashlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyrage
from pyrage import x25519


class Unopenable(Exception):
    """The secret does not fit the seal, or the sealed bytes were changed or cut."""


class Identity(NamedTuple):
    """``secret`` (AGE-SECRET-KEY-1…) opens; ``recipient`` (age1…) seals and may be public."""

    secret: str
    recipient: str


def make_identity() -> Identity:
    made = x25519.Identity.generate()
    return Identity(str(made), str(made.to_public()))


def recipient_of(secret: str) -> str:
    return str(x25519.Identity.from_str(secret.strip()).to_public())


def kid(recipient: str) -> str:
    """Short name of a key, kept beside everything it sealed: 16 hex digits of its SHA-256."""
    return hashlib.sha256(recipient.strip().encode("ascii")).hexdigest()[:16]


def kid_of_secret(secret: str) -> str:
    return kid(recipient_of(secret))


def seal(plain: bytes, recipient: str) -> bytes:
    return bytes(pyrage.encrypt(plain, [_recipient(recipient)]))


def unseal(sealed: bytes, secret: str) -> bytes:
    """The bytes that were sealed. Raises ``Unopenable``; never returns a changed text."""
    try:
        return bytes(pyrage.decrypt(sealed, [x25519.Identity.from_str(secret.strip())]))
    except pyrage.DecryptError as error:
        raise Unopenable(str(error)) from None


def seal_stream(reader: BinaryIO, writer: BinaryIO, recipient: str) -> None:
    """Seal a file of any size in constant memory."""
    pyrage.encrypt_io(reader, writer, [_recipient(recipient)])


def unseal_file(source: Path, target: Path, secret: str) -> None:
    """Open a sealed file into ``target``, in constant memory. Raises ``Unopenable``."""
    try:
        pyrage.decrypt_file(str(source), str(target), [x25519.Identity.from_str(secret.strip())])
    except pyrage.DecryptError as error:
        target.unlink(missing_ok=True)
        raise Unopenable(str(error)) from None


def seal_with_passphrase(plain: bytes, passphrase: str) -> bytes:
    """For a backup kept on paper, a stick or another machine (age's scrypt recipient)."""
    return bytes(pyrage.passphrase.encrypt(plain, passphrase))


def unseal_with_passphrase(sealed: bytes, passphrase: str) -> bytes:
    """Raises ``Unopenable`` for a wrong passphrase or a changed file."""
    try:
        return bytes(pyrage.passphrase.decrypt(sealed, passphrase))
    except pyrage.DecryptError as error:
        raise Unopenable(str(error)) from None


def _recipient(text: str) -> x25519.Recipient:
    return x25519.Recipient.from_str(text.strip())
