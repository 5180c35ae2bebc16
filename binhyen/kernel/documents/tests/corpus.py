"""Files as people send them, and as people who mean harm do. All made here, byte by byte."""

import io
import struct
import zipfile
import zlib

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

pillow_heif.register_heif_opener()

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
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


def film(brand: bytes = b"isom", *, video: bool = True) -> bytes:
    """An MP4 (or, without ``video``, an M4A) that tells its place in all the ways telephones do."""
    ftyp = _box(b"ftyp", brand + bytes(4) + brand)
    loose = _box(b"free", GPS_MARK)
    shown = b"picture and sound " * 50
    positions = [GPS_MARK + b"+20.64+106.05", GPS_MARK + b"+20.65+106.06"]
    start = len(ftyp) + len(loose) + 8
    mdat = _box(b"mdat", shown + b"".join(positions))
    kept = _track(b"vide" if video else b"soun", [len(shown)], start)
    told = _track(b"meta", [len(p) for p in positions], start + len(shown))
    udta = _box(b"udta", _box(b"\xa9xyz", struct.pack(">HH", 20, 0x15C7) + GPS_MARK))
    meta = _box(b"meta", bytes(4) + GPS_MARK)
    dates = struct.pack(">II", 3_800_000_000, 3_800_000_001)
    mvhd = _box(b"mvhd", bytes(4) + dates + bytes(88))
    moov = _box(b"moov", mvhd + kept + told + udta + meta)
    return ftyp + loose + mdat + moov + _box(b"uuid", bytes(16) + GPS_MARK)


def _track(handler: bytes, sizes: list[int], offset: int) -> bytes:
    dates = struct.pack(">II", 3_800_000_000, 3_800_000_001)
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
