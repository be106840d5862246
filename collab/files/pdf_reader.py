"""`pdf_reader.py PATH CHARACTERS`: read one PDF and print what it holds as JSON.

Runs alone, started by `collab.files.pdf`, with limits on memory and time that it sets before it touches the file.
"""

import json
import resource
import sys
import time

MEMORY_BYTES = 768 * 1024 * 1024  # of address space
CPU_SECONDS = 15
PAGES = 2_000  # read for search at most
WORDS_SECONDS = 6.0  # of CPU for them; a long document enters with the words of its beginning


def main(path: str, characters: int) -> dict[str, object]:
    """`{"text", "cut", "pages"}`, or `{"refused": why}`."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    import pypdfium2 as pdfium  # type: ignore[import-untyped]  # it carries no types

    try:
        document = pdfium.PdfDocument(path)
        if len(document) == 0:
            return {"refused": "unreadable"}
    except pdfium.PdfiumError as error:
        return {"refused": "encrypted" if "password" in str(error).lower() else "unreadable"}
    if pdfium.raw.FPDF_GetSecurityHandlerRevision(document) != -1:
        return {"refused": "encrypted"}
    if document.count_attachments():
        return {"refused": "attachments"}
    if pdfium.raw.FPDFDoc_GetJavaScriptActionCount(document) > 0:
        return {"refused": "scripts"}
    document[0].get_size()  # a first page that cannot be loaded: the file is damaged
    text, cut = words(document, len(document), characters)
    return {"text": text, "cut": cut, "pages": len(document)}


def words(document: "object", pages: int, characters: int) -> tuple[str, bool]:
    """The text of the pages, up to a number of characters, and whether that was all; pages that cannot be read are passed over."""
    kept: list[str] = []
    length = 0
    for number in range(pages):
        try:
            text = document[number].get_textpage().get_text_bounded()  # type: ignore[index]  # see above
        except Exception:  # a damaged page must not keep the others out of the index
            text = ""
        text = paragraphs(text)
        kept.append(text)
        length += len(text) + 1
        if length > characters or number + 1 >= PAGES or time.process_time() > WORDS_SECONDS:
            return "\n".join(kept)[:characters], length > characters or number + 1 < pages
    return "\n".join(kept), False


def paragraphs(text: str) -> str:
    """The text of a page, one paragraph a line: a line that ends well before the longest one ends its paragraph."""
    lines = [" ".join(line.split()) for line in text.splitlines()]
    full = 0.75 * max(map(len, lines), default=0)
    ended = [line + (" " if len(line) >= full else "\n") for line in lines if line]
    return "".join(ended).strip()


if __name__ == "__main__":
    try:
        print(json.dumps(main(sys.argv[1], int(sys.argv[2]))))
    except Exception:  # whatever a hostile file does to the parser
        print(json.dumps({"refused": "unreadable"}))
