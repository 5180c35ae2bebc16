"""Pictures: measured before they are decoded, drawn anew without anything but their pixels."""

import contextlib
import io
import struct
import warnings
from pathlib import Path

import pillow_heif
from PIL import Image, ImageCms, ImageOps

from binhyen.kernel.documents.parse.unfit import Reason, Unfit

# Telephones of today make pictures of 50, 64 and 108 million points. A JPEG of that size is
# decoded at a fraction of it; the others have to be decoded whole.
MOST_PIXELS = {"JPEG": 110_000_000, "PNG": 50_000_000, "WEBP": 50_000_000, "HEIF": 64_000_000}
LONGEST_SIDE = 2048
THUMBNAIL_SIDE = 320
_FORMATS = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/webp": "WEBP",
    "image/heic": "HEIF",
}
# What the decoders raise on a broken file (UnidentifiedImageError is an OSError).
_UNREADABLE = (OSError, ValueError, SyntaxError, RuntimeError, LookupError, EOFError, struct.error)

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # ours are checked below, by kind, before anything is decoded


def open_picture(path: Path, kind: str) -> Image.Image:
    """The picture, not yet decoded; only the decoder of its kind may look at it."""
    form = _FORMATS[kind]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            picture = Image.open(path, formats=[form])
    except _UNREADABLE:
        raise Unfit(Reason.DAMAGED) from None
    width, height = picture.size
    if width * height > MOST_PIXELS[form] or max(width, height) > 65_500:
        raise Unfit(Reason.HUGE_PICTURE)
    return picture


def words_in(picture: Image.Image) -> list[str]:
    """What was written into the picture's file: comments, titles, EXIF and XMP texts."""
    found: list[str] = []
    exif: list[object] = []
    with contextlib.suppress(*_UNREADABLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exif = list(picture.getexif().values())
    for value in (*picture.info.values(), *exif):
        if isinstance(value, bytes):
            value = value.decode("utf-8", "ignore")
        if isinstance(value, str):
            found += value.replace("<", "\n").replace(">", "\n").splitlines()
    return found


def draw_anew(picture: Image.Image, folder: Path) -> tuple[Path, str, Path]:
    """The working copy, its kind, and the thumbnail. Raises ``Unfit`` when it cannot be decoded."""
    try:
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        picture.load()
        pixels = _only_pixels(_in_srgb(_upright(picture)))
    except _UNREADABLE:
        raise Unfit(Reason.DAMAGED) from None
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    photo = picture.format in ("JPEG", "MPO", "HEIF") and pixels.mode == "RGB"
    working = folder / ("working.jpg" if photo else "working.webp")
    pixels.save(working, "JPEG" if photo else "WEBP", quality=85)
    return working, "image/jpeg" if photo else "image/webp", save_small(pixels, folder)


def save_small(picture: Image.Image, folder: Path, name: str = "thumbnail.webp") -> Path:
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    small.save(folder / name, "WEBP", quality=75)
    return folder / name


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as its EXIF says; a picture whose EXIF is broken stays as it lies."""
    with contextlib.suppress(*_UNREADABLE), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ImageOps.exif_transpose(picture)
    return picture


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as on screens; a profile that cannot be read is passed over."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        target = ImageCms.createProfile("sRGB")
        made = ImageCms.profileToProfile(picture, source, target, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture
    return made or picture


def _only_pixels(picture: Image.Image) -> Image.Image:
    clear = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if clear else "RGB"
    clean = Image.new(mode, picture.size)
    clean.paste(picture.convert(mode))
    return clean
