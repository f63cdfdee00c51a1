"""Pictures: measured before they are unpacked, and drawn anew, so that only what one sees is kept."""

from __future__ import annotations

from io import BytesIO
from typing import BinaryIO

from PIL import Image, ImageOps

from app.documents.archives import damaged
from app.documents.kinds import FileKind
from app.errors import Refusal

MOST_PIXELS = 30_000_000
_FORMATS = {FileKind.JPEG: "JPEG", FileKind.PNG: "PNG"}
_MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA")}


def check(file: BinaryIO) -> None:
    """Raises Refusal documents.file.damaged, too_many_pixels; unpacks nothing."""
    _opened(file)


def redrawn(file: BinaryIO, kind: FileKind) -> bytes:
    """The picture drawn anew in its own format: upright, without remarks, places, hidden bytes or further frames.

    Raises Refusal documents.file.damaged, too_many_pixels.
    """
    picture = _opened(file)
    named = _FORMATS[kind]
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        modes = _MODES[named]
        drawn = upright if upright.mode in modes else upright.convert("RGBA" if "RGBA" in modes else "RGB")
        drawn.info = {"transparency": value} if (value := drawn.info.get("transparency")) is not None else {}
        made = BytesIO()
        if named == "JPEG":
            drawn.save(made, "JPEG", quality=88)
        else:
            drawn.save(made, "PNG", compress_level=3)
    except Exception:  # a library for pictures as they should be: of others it stumbles in many ways
        raise damaged() from None
    return made.getvalue()


def small(file: BinaryIO, side: int) -> bytes:
    """The picture drawn anew as a JPEG of at most `side` points high and wide, upright, on white.

    Raises Refusal documents.file.damaged, too_many_pixels.
    """
    picture = _opened(file)
    try:
        picture.load()
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((side, side))
        drawn = Image.new("RGB", upright.size, "white")
        drawn.paste(upright, mask=upright)
        made = BytesIO()
        drawn.save(made, "JPEG", quality=88)
    except Exception:  # as above
        raise damaged() from None
    return made.getvalue()


def _opened(file: BinaryIO) -> Image.Image:
    file.seek(0)
    try:
        picture = Image.open(file, formats=tuple(_FORMATS.values()))
    except Image.DecompressionBombError:
        raise _too_many() from None
    except Exception:  # as above
        raise damaged() from None
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many()
    return picture


def _too_many() -> Refusal:
    return Refusal("documents.file.too_many_pixels", field="file", most=MOST_PIXELS // 1_000_000)
