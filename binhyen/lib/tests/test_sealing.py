from io import BytesIO
from pathlib import Path

import pytest

from binhyen.lib.sealing import (
    Unopenable,
    kid,
    make_identity,
    recipient_of,
    seal,
    seal_stream,
    unseal,
    unseal_file,
)

WORDS = "Nguyễn Văn An, 0900 000 000".encode()


def test_what_is_sealed_opens_with_the_secret_only() -> None:
    ours, theirs = make_identity(), make_identity()
    sealed = seal(WORDS, ours.recipient)

    assert WORDS not in sealed
    assert sealed.startswith(b"age-encryption.org/v1\n")
    assert unseal(sealed, ours.secret) == WORDS
    with pytest.raises(Unopenable):
        unseal(sealed, theirs.secret)


def test_the_same_words_are_never_sealed_into_the_same_bytes() -> None:
    ours = make_identity()
    assert len({seal(WORDS, ours.recipient) for _ in range(20)}) == 20


@pytest.mark.parametrize("where", [0, 30, -1])
def test_a_changed_seal_does_not_open(where: int) -> None:
    ours = make_identity()
    sealed = bytearray(seal(WORDS, ours.recipient))
    sealed[where] ^= 1
    with pytest.raises(Unopenable):
        unseal(bytes(sealed), ours.secret)


def test_a_cut_seal_does_not_open() -> None:
    ours = make_identity()
    with pytest.raises(Unopenable):
        unseal(seal(WORDS, ours.recipient)[:-5], ours.secret)


def test_a_large_file_is_sealed_and_opened_as_a_stream(tmp_path: Path) -> None:
    ours = make_identity()
    content = bytes(range(256)) * 4096
    sealed, opened = tmp_path / "a.age", tmp_path / "a"
    with sealed.open("wb") as writer:
        seal_stream(BytesIO(content), writer, ours.recipient)
    unseal_file(sealed, opened, ours.secret)

    assert opened.read_bytes() == content
    assert unseal(sealed.read_bytes(), ours.secret) == content


def test_a_key_has_a_short_name_and_its_public_half_follows_from_the_secret() -> None:
    ours = make_identity()
    assert recipient_of(ours.secret + "\n") == ours.recipient
    assert len(kid(ours.recipient)) == 16
    assert kid(ours.recipient) != kid(make_identity().recipient)
