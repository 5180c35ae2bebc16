"""Films and recordings: their pictures and sounds in a new container, and nothing else of the file.

What telephones write besides (place, device, date, tracks of positions, covers, words inside the
pictures' stream) has no way into the copy. It begins with its table of contents, so that a browser
plays it while it loads. What no browser plays is left to ``convert``.
"""

import contextlib
from collections.abc import Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.bitstream import BitStreamFilterContext
from av.container import InputContainer, OutputContainer
from PIL import Image

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

# What Chromium, Firefox and Safari all play in an MP4.
_PLAYED = frozenset({"h264", "av1", "vp9", "aac", "mp3", "opus", "flac"})
_PLAYED_DEPTHS = frozenset({"yuv420p", "yuvj420p"})
# Units in the stream that show nothing and may say anything: SEI, metadata.
_WORDS_INSIDE = {
    "h264": "filter_units=remove_types=6",
    "hevc": "filter_units=remove_types=39|40",
    "av1": "filter_units=remove_types=5",
}
_COVERS = frozenset({"mjpeg", "png", "bmp", "gif", "webp"})
_PLAIN = {"movflags": "+faststart", "fflags": "+bitexact"}
_DEMUXER = "mov"  # MP4, M4A, MOV and 3GP; no other reader of ffmpeg's ever sees the file
# A converted film: good enough to see by, small enough to send.
LARGEST_CONVERTED = 1280
_QUALITY = {"preset": "veryfast", "crf": "26"}

av.logging.set_level(av.logging.PANIC)


@contextlib.contextmanager
def opened(source: Path) -> Iterator[InputContainer]:
    try:
        with av.open(str(source), format=_DEMUXER) as film:
            yield film
    except (av.FFmpegError, ValueError, EOFError, IndexError):
        raise Unfit(Reason.DAMAGED) from None


def shown(film: InputContainer) -> list[Any]:
    """The tracks that are pictures or sound: the first film and the first sound."""
    films = [one for one in film.streams.video if one.codec_context.name not in _COVERS]
    return [*films[:1], *film.streams.audio[:1]]


def is_played(track: Any) -> bool:
    context = track.codec_context
    deep = track.type == "video" and context.pix_fmt not in _PLAYED_DEPTHS
    return context.name in _PLAYED and not deep


def copy(source: Path, target: Path, media: Sequence[tuple[int, int]]) -> bool:
    """The same pictures and sounds without the rest; sound that no browser plays is coded anew.
    ``media``: where in the file pictures and sounds may lie, from … to (``boxes.media``).
    Returns whether browsers play the pictures, too. Raises ``Unfit``."""
    with opened(source) as film, _new(target) as made:
        tracks = shown(film)
        if not tracks:
            raise Unfit(Reason.DAMAGED)
        routes = {track.index: _route(track, made) for track in tracks}
        count = 0
        for packet in film.demux(tracks):
            count += packet.size > 0
            _require_media(packet, media)
            for passed in routes[packet.stream.index](packet):
                made.mux(passed)
        if not count:
            raise Unfit(Reason.DAMAGED)
        return all(is_played(track) for track in tracks if track.type == "video")


def _require_media(packet: Any, media: Sequence[tuple[int, int]]) -> None:
    """A table of contents that points at other boxes would carry their words into the copy."""
    start, stop = packet.pos or 0, (packet.pos or 0) + packet.size
    if packet.size and not any(a <= start and stop <= b for a, b in media):
        raise Unfit(Reason.DAMAGED)


def convert(source: Path, target: Path) -> None:
    """Pictures as H.264, upright, at most ``LARGEST_CONVERTED`` long; sound as it is."""
    turned = _turned(source)
    with opened(source) as film, _new(target) as made:
        tracks = shown(film)
        routes = {
            track.index: _drawn(track, made, turned)
            if track.type == "video"
            else _route(track, made)
            for track in tracks
        }
        drawn = 0  # what comes out of a track of pictures
        for packet in film.demux(tracks):
            for passed in routes[packet.stream.index](packet):
                drawn += packet.stream.type == "video"
                made.mux(passed)
        if not drawn:
            raise Unfit(Reason.DAMAGED)


def still(source: Path) -> Image.Image | None:
    """A picture of the film to know it by: its first one, upright; None for a recording."""
    with contextlib.suppress(Unfit), opened(source) as film:
        for track in shown(film):
            if track.type == "video":
                frame = next(film.decode(track), None)
                return frame.to_image().rotate(frame.rotation, expand=True) if frame else None
    return None


def _new(target: Path) -> OutputContainer:
    return av.open(str(target), "w", format="mp4", options=_PLAIN)


def _route(track: Any, made: OutputContainer) -> Any:
    """What becomes of each packet of ``track``: passed on as it is, or coded anew."""
    if track.type == "audio" and not is_played(track):
        return _spoken(track, made)
    into = made.add_stream_from_template(track)
    into.metadata.clear()
    words = _WORDS_INSIDE.get(track.codec_context.name)
    sieve = BitStreamFilterContext(words, track, into) if words else None

    def pass_on(packet: Any) -> Iterator[Any]:
        if packet.size == 0:
            return
        for passed in sieve.filter(packet) if sieve else [packet]:
            passed.stream = into
            yield passed

    return pass_on


def _spoken(track: Any, made: OutputContainer) -> Any:
    into = made.add_stream("aac", rate=max(track.codec_context.sample_rate, 8000))
    into.layout = "mono" if track.codec_context.channels == 1 else "stereo"

    def code(packet: Any) -> Iterator[Any]:
        for frame in _frames(packet):
            frame.pts = None
            yield from into.encode(frame)
        if packet.size == 0:
            yield from into.encode(None)

    return code


def _drawn(track: Any, made: OutputContainer, turned: int) -> Any:
    context = track.codec_context
    width, height = _fitting(context.width, context.height)
    into = made.add_stream("libx264", rate=track.average_rate or Fraction(25), options=_QUALITY)
    into.width, into.height = (height, width) if turned % 180 else (width, height)
    into.pix_fmt, into.time_base = "yuv420p", track.time_base

    def draw(packet: Any) -> Iterator[Any]:
        for frame in _frames(packet):
            small = frame.reformat(width=width, height=height, format="yuv420p")
            if turned % 360:
                picture = small.to_image().rotate(turned, expand=True)
                frame_again = av.VideoFrame.from_image(picture)  # type: ignore[no-untyped-call]
                small = frame_again.reformat(format="yuv420p")
            small.pts, small.time_base = frame.pts, frame.time_base
            yield from into.encode(small)
        if packet.size == 0:
            yield from into.encode(None)

    return draw


def _frames(packet: Any) -> list[Any]:
    """A packet that is damaged is left out: a film with a gap tells more than none."""
    try:
        return list(packet.decode())
    except av.InvalidDataError:
        return []


def _turned(source: Path) -> int:
    """By how many degrees, against the clock, the pictures are to be turned."""
    with opened(source) as film:
        for track in shown(film):
            if track.type == "video":
                frame = next(film.decode(track), None)
                return int(frame.rotation) if frame else 0
    return 0


def _fitting(width: int, height: int) -> tuple[int, int]:
    share = min(1.0, LARGEST_CONVERTED / max(width, height))
    return max(2, int(width * share) // 2 * 2), max(2, int(height * share) // 2 * 2)
