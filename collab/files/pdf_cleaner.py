"""`pdf_cleaner.py PATH OUT`: write the PDF to OUT without what names its makers; nothing, if there is nothing to take out.

Runs alone, started by `collab.files.cleaning`, with limits on memory and time that it sets before it touches the file.
What a PDF draws stays as it is, byte for byte.  A digital signature names its maker on purpose and breaks with the first changed
byte: a signed PDF is left alone.
"""

import resource
import sys

MEMORY_BYTES = 1024 * 1024 * 1024  # of address space
CPU_SECONDS = 15
# Of the document, of pages, pictures and whatever else: XMP, what editing programs keep for themselves, when something was changed.
TRACES = ("/Metadata", "/PieceInfo", "/LastModified")
SCAN, BARE = 0xDA, range(0xD0, 0xDA)  # of a JPEG: where the picture begins; marks that have no length
TELLING = {0xE1, 0xED, 0xFE}  # EXIF and XMP, IPTC, a comment
OF_A_NOTE = ("/T", "/M", "/CreationDate")  # who wrote an annotation, and when; in a form field /T is its name, and stays


def main(path: str, out: str) -> None:
    """Write what is left to `out`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    import pikepdf

    with pikepdf.open(path, suppress_warnings=True) as pdf:
        form = pdf.Root.get("/AcroForm")
        if isinstance(form, pikepdf.Dictionary) and int(form.get("/SigFlags", 0)) & 1:
            return
        found = "/Info" in pdf.trailer
        if found:
            del pdf.trailer["/Info"]
        for each in pdf.objects:
            found = clean(pikepdf, each) or found
        if found:
            pdf.save(out, deterministic_id=True)


def clean(pikepdf: "object", each: "object") -> bool:
    """Take the traces out of one object; whether there were any."""
    if not isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):  # type: ignore[attr-defined]  # it carries no types here
        return False
    gone = [key for key in TRACES if key in each]
    if "/Subtype" in each and "/Rect" in each and each.get("/Subtype") != "/Widget":
        gone += [key for key in OF_A_NOTE if key in each]
    for key in gone:
        del each[key]
    if isinstance(each, pikepdf.Stream) and each.get("/Filter") == "/DCTDecode":  # type: ignore[attr-defined]  # see above
        picture = each.read_raw_bytes()
        bare = bare_jpeg(picture)
        if bare != picture:
            each.write(bare, filter=each.Filter, decode_parms=each.get("/DecodeParms"))
            return True
    return bool(gone)


def bare_jpeg(picture: bytes) -> bytes:
    """A JPEG without the segments in which cameras and programs say who, where and when; as it is, where it cannot be followed."""
    kept, at = [picture[:2]], 2
    while picture[at : at + 1] == b"\xff" and len(picture) >= at + 4:
        marker, length = picture[at + 1], int.from_bytes(picture[at + 2 : at + 4], "big")
        if marker == SCAN:
            return b"".join([*kept, picture[at:]])
        if length < 2 or marker in BARE:
            break
        if marker not in TELLING:
            kept.append(picture[at : at + 2 + length])
        at += 2 + length
    return picture


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
