"""The frames of an MP3. The working copy is made of frames and nothing else: tags (ID3v1, ID3v2,
APE, Lyrics3), covers and whatever stands between frames stay behind. ISO/IEC 11172-3, 13818-3."""

from collections.abc import Iterator

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

_V1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)  # kbit/s
_V2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}  # Hz
_ENOUGH = 3  # frames in a row that are no accident


def looks_like_mp3(data: bytes) -> bool:
    at = _after_id3(data)
    for _frame in range(_ENOUGH):
        length = _frame_length(data, at)
        if not length or at + length > len(data) + 4:
            return False
        at += length
    return True


def frames_of(data: bytes) -> bytes:
    """All frames, joined. Raises ``Unfit`` when they are not most of the file."""
    start = _after_id3(data)
    found = b"".join(data[a:b] for a, b in _frames(data, start))
    if not found or len(found) * 2 < len(data) - start:
        raise Unfit(Reason.DAMAGED)
    return found


def tag_text(data: bytes) -> list[str]:
    """What the tag at the front says, roughly: for the look-out for stamps."""
    tag = data[: _after_id3(data)]
    texts = [tag.decode(code, "ignore") for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return [part for text in texts for part in text.split("\0")]


def _frames(data: bytes, at: int) -> Iterator[tuple[int, int]]:
    while at + 4 <= len(data):
        length = _frame_length(data, at)
        if length and at + length <= len(data):
            yield at, at + length
            at += length
        else:
            at = data.find(b"\xff", at + 1)
            if at < 0:
                return


def _after_id3(data: bytes) -> int:
    at = 0
    while data[at : at + 3] == b"ID3":
        size = 0
        for byte in data[at + 6 : at + 10]:
            size = size << 7 | byte & 0x7F
        at += 10 + size + (10 if data[at + 5] & 0x10 else 0)
    while at < len(data) and data[at] == 0:  # padding
        at += 1
    return at


def _frame_length(data: bytes, at: int) -> int:
    """Bytes of the layer III frame at ``at``; 0 when there is none."""
    if at + 4 > len(data) or data[at] != 0xFF or data[at + 1] & 0xE0 != 0xE0:
        return 0
    version, layer = data[at + 1] >> 3 & 3, data[at + 1] >> 1 & 3
    bits, rate = data[at + 2] >> 4, data[at + 2] >> 2 & 3
    if version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return 0
    kbits = (_V1 if version == 3 else _V2)[bits]
    slots = 144_000 if version == 3 else 72_000
    return slots * kbits // _RATES[version][rate] + (data[at + 2] >> 1 & 1)
