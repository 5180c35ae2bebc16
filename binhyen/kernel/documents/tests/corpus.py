"""Files as people send them, and as people who mean harm do. All made here, byte by byte."""

import functools
import io
import struct
import zipfile
import zlib
from typing import Any

import av
import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
MADE_AT = 3_800_000_000  # seconds since 1904
GPS_MARK = b"ZZGPSZZ"  # stands in every place where a position or a name may hide


def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture that is not of one colour, so that its files have some length."""
    return Image.radial_gradient("L").resize((width, height)).convert(mode)


def photo(form: str = "JPEG", *, width: int = 640, height: int = 480, turned: int = 1) -> bytes:
    """A telephone's photograph: maker, time and place in EXIF, and a colour profile."""
    exif = Image.Exif()
    exif[0x010F] = GPS_MARK.decode()  # Make
    exif[0x0112] = turned  # Orientation
    exif.get_ifd(0x8825).update(
        {1: "N", 2: (20.0, 38.0, 46.5), 3: "E", 4: (106.0, 3.0, 4.5), 29: "2024:05:01"}
    )
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    out = io.BytesIO()
    picture(width, height).save(out, form, exif=exif, icc_profile=profile)
    return out.getvalue()


def with_comment(text: str) -> bytes:
    """A JPEG whose comment says ``text``."""
    out = io.BytesIO()
    picture().save(out, "JPEG", comment=text.encode())
    return out.getvalue()


def png_claiming(width: int, height: int) -> bytes:
    """A few bytes of PNG that claim to be a picture of that size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    rows = zlib.compress(bytes(100_000))
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", rows)
        + _chunk(b"IEND", b"")
    )


def jpeg_claiming(width: int, height: int) -> bytes:
    """A small JPEG whose frame header claims another size."""
    data = bytearray(photo())
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(data)


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("Main.class", "x" * 200)
    return out.getvalue()


def pdf(
    lines: list[str] | None = None, *, javascript: bool = False, title: str = "", password: str = ""
) -> bytes:
    """A PDF of one page with a text layer; ``javascript``: with everything that acts or hides."""
    made = pikepdf.new()
    page = made.add_blank_page(page_size=(595, 842))
    page.Contents = Stream(made, _content(lines or ["Biên bản"]))
    page.Resources = Dictionary(Font=Dictionary(F1=_font(made)))
    if title:
        made.docinfo["/Title"] = title
    if javascript:
        _arm(made, page.obj)
    out = io.BytesIO()
    lock = pikepdf.Encryption(owner=password, user=password) if password else None
    made.save(out, encryption=lock or False)
    return out.getvalue()


def _content(lines: list[str]) -> bytes:
    shown = [
        f"BT /F1 12 Tf 1 0 0 1 72 {780 - 20 * i} Tm <{line.encode('utf-16-be').hex()}> Tj ET"
        for i, line in enumerate(lines)
    ]
    return "\n".join(shown).encode()


def _font(made: Pdf) -> Dictionary:
    """Codes are UTF-16 units themselves; the map says so, range by range."""
    ranges = "\n".join(f"<{i:02x}00> <{i:02x}ff> <{i:02x}00>" for i in [0, 1, 3, 0x1E])
    table = f"4 beginbfrange\n{ranges}\nendbfrange".encode()
    return Dictionary(
        Type=Name.Font,
        Subtype=Name.Type0,
        BaseFont=Name.Sans,
        Encoding=Name("/Identity-H"),
        ToUnicode=Stream(made, table),
    )


def _arm(made: Pdf, page: pikepdf.Object) -> None:
    script = Dictionary(S=Name.JavaScript, JS="app.alert('ZZGPSZZ')")
    made.Root.OpenAction = script
    made.Root.AA = Dictionary(WC=script)
    made.attachments["a.exe"] = pikepdf.AttachedFileSpec.from_filepath(made, __file__)
    made.Root.Names.JavaScript = Dictionary(Names=Array(["a", made.make_indirect(script)]))
    with made.open_metadata() as about:
        about["dc:creator"] = [GPS_MARK.decode()]
    made.docinfo["/Author"] = GPS_MARK.decode()
    launch = Dictionary(S=Name.Launch, F="ZZGPSZZ.exe", Next=script)
    note = Dictionary(Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=launch, AA=script)
    page.Annots = Array([made.make_indirect(note)])
    photograph = Stream(made, photo(), Subtype=Name.Image, Width=640, Height=480)
    photograph.write(photo(), filter=Name.DCTDecode)
    page.Resources.XObject = Dictionary(I1=photograph)


def film(
    brand: bytes = b"isom",
    *,
    video: str = "libx264",
    sound: str = "aac",
    quarters: int = 0,
    seconds: int = 1,
) -> bytes:
    """An MP4 (without ``video`` an M4A, with brand "qt  " a MOV) that tells its place in all the
    ways telephones do: boxes, a track of positions, words inside the pictures' stream. ``quarters``
    of a turn with the clock for whoever plays it."""
    made = bytearray(_encoded(video, sound, seconds))
    made[8:12] = made[16:20] = brand
    at = made.index(b"moov") - 4
    positions = [GPS_MARK + b"+20.64+106.05", GPS_MARK + b"+20.65+106.06"]
    told = _track(b"meta", [len(p) for p in positions], at + 8)
    udta = _box(b"udta", _box(b"\xa9xyz", struct.pack(">HH", 20, 0x15C7) + GPS_MARK))
    meta = _box(b"meta", bytes(4) + GPS_MARK)
    moov = _dated(_turned(bytes(made[at + 8 :]), quarters)) + told + udta + meta
    loose = _box(b"mdat", b"".join(positions)) + _box(b"moov", moov) + _box(b"free", GPS_MARK)
    return bytes(made[:at]) + loose + _box(b"uuid", bytes(16) + GPS_MARK)


@functools.cache
def _encoded(video: str, sound: str, seconds: int) -> bytes:
    """A turning picture of 320 × 180 points and silence. The table of contents comes last."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as made:
        tracks: list[Any] = [made.add_stream(video, rate=10)] if video else []
        for track in tracks:
            track.width, track.height, track.pix_fmt = 320, 180, "yuv420p"
        heard: Any = made.add_stream(sound, rate=44100, layout="mono")
        for number in range(10 * seconds if video else 0):
            turned = picture(320, 180).rotate(number * 9)
            frame = av.VideoFrame.from_image(turned)  # type: ignore[no-untyped-call]
            frame.pts = number
            made.mux(tracks[0].encode(frame))
        for start in range(0, 44100 * seconds, 1024):
            silence = av.AudioFrame(heard.format.name, "mono", 1024)
            for plane in silence.planes:
                plane.update(bytes(plane.buffer_size))
            silence.rate, silence.pts = 44100, start
            made.mux(heard.encode(silence))
        for track in [*tracks, heard]:
            made.mux(track.encode(None))
    return out.getvalue()


def _turned(moov: bytes, quarters: int) -> bytes:
    """The first track's matrix: a quarter with the clock is (0, 1, -1, 0)."""
    if not quarters:
        return moov
    at = moov.index(b"tkhd") + 44
    one = 1 << 16
    matrix = {1: (0, one, 0, -one, 0, 0), 2: (-one, 0, 0, 0, -one, 0)}[quarters]
    return moov[:at] + struct.pack(">6i", *matrix) + moov[at + 24 :]


def _dated(moov: bytes) -> bytes:
    at = moov.index(b"mvhd") + 8
    return moov[:at] + struct.pack(">I", MADE_AT) + moov[at + 4 :]


def _track(handler: bytes, sizes: list[int], offset: int) -> bytes:
    dates = struct.pack(">II", MADE_AT, MADE_AT + 1)
    tkhd = _box(b"tkhd", bytes(4) + dates + bytes(64) + struct.pack(">HHHH", 640, 0, 360, 0))
    hdlr = _box(b"hdlr", bytes(8) + handler + bytes(13))
    stsz = _box(b"stsz", bytes(8) + struct.pack(f">I{len(sizes)}I", len(sizes), *sizes))
    stsc = _box(b"stsc", bytes(4) + struct.pack(">IIII", 1, 1, len(sizes), 1))
    stco = _box(b"stco", bytes(4) + struct.pack(">II", 1, offset))
    minf = _box(b"minf", _box(b"stbl", stsz + stsc + stco))
    return _box(b"trak", tkhd + _box(b"mdia", hdlr + minf) + _box(b"udta", GPS_MARK))


def _box(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", 8 + len(inside)) + kind + inside


def mp3_frames(count: int = 20) -> bytes:
    """Silent frames of MPEG 1 layer III, 128 kbit/s, 44,100 Hz: 417 bytes each."""
    return (b"\xff\xfb\x90\x00" + bytes(413)) * count


def mp3() -> bytes:
    """With a tag at the front, one at the end and something between the frames."""
    tag = b"TIT2" + struct.pack(">I", 1 + len(GPS_MARK)) + b"\0\0\3" + GPS_MARK
    front = b"ID3\3\0\0" + bytes([0, 0, 0, len(tag)]) + tag
    return front + mp3_frames(10) + GPS_MARK + mp3_frames(10) + b"TAG" + GPS_MARK.ljust(125, b"\0")


def _chunk(kind: bytes, body: bytes) -> bytes:
    check = zlib.crc32(kind + body)
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", check)
