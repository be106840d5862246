"""Harmless pictures: coloured spots, the same at every run for the same number."""

import io
import random

import pikepdf
from PIL import Image, ImageDraw, ImageFilter

from tests.papers import pdf


def picture(seed: int, width: int = 640, height: int = 480) -> Image.Image:
    """Sixty spots, a little blurred."""
    chance = random.Random(seed)

    def colour() -> tuple[int, int, int]:
        return chance.randrange(256), chance.randrange(256), chance.randrange(256)

    drawn = Image.new("RGB", (width, height), colour())
    pen = ImageDraw.Draw(drawn)
    for _ in range(60):
        x, y, size = chance.randrange(width), chance.randrange(height), chance.randrange(20, 200)
        spot = pen.ellipse if chance.random() < 0.5 else pen.rectangle
        spot((x - size // 2, y - size // 3, x + size // 2, y + size // 3), fill=colour())
    return drawn.filter(ImageFilter.GaussianBlur(1.5))


def packed(drawn: Image.Image, form: str = "PNG", **how: int) -> bytes:
    """The bytes of a picture."""
    out = io.BytesIO()
    drawn.save(out, form, **how)
    return out.getvalue()


def pdf_showing(drawn: Image.Image, *, photograph: bool) -> bytes:
    """A PDF that holds the picture, as a JPEG or as plain pixels."""
    paper, out = pikepdf.open(io.BytesIO(pdf())), io.BytesIO()
    stream = paper.make_stream(packed(drawn, "JPEG", quality=80) if photograph else drawn.tobytes())
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent, stream.ColorSpace = drawn.width, drawn.height, 8, pikepdf.Name.DeviceRGB
    if photograph:
        stream.Filter = pikepdf.Name.DCTDecode
    paper.pages[0].Resources.XObject = pikepdf.Dictionary(Im0=stream)
    paper.save(out, compress_streams=True)
    return out.getvalue()
