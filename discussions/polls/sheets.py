"""A result as tables, for a spreadsheet: CSV, or XLSX with one sheet for each.

A cell that a spreadsheet could take for a formula is written as text, with an apostrophe before it: options and names are
what people wrote.  Numbers that are not whole are text too, so that no program rounds them.
"""

import csv
import io
from collections.abc import Iterator, Sequence

from discussions.polls.tables import Cell, Table

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
NAME_LIMIT = 31  # characters in the name of a sheet


def harmless(cell: Cell) -> Cell:
    """The cell, as text where a spreadsheet could calculate with it."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return cell


def _lines(tables: Sequence[Table]) -> Iterator[Sequence[Cell]]:
    for number, table in enumerate(tables):
        if number:
            yield ()
        yield (table.name,)
        yield table.head
        yield from table.rows


def csv_of(tables: Sequence[Table]) -> bytes:
    """All tables, one below the other with an empty line between; with a mark that tells spreadsheets of UTF-8."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in _lines(tables))
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def xlsx_of(tables: Sequence[Table], *, right_to_left: bool) -> bytes:
    """One sheet for each table.  Text is written as text, so no cell is a formula or a link."""
    import xlsxwriter  # a quarter of a second of every start, for a file that is asked for now and then

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True})
    for table in tables:
        sheet = book.add_worksheet(table.name[:NAME_LIMIT])
        if right_to_left:
            sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        for column, title in enumerate(table.head):
            sheet.write_string(0, column, title, bold)
        for line, row in enumerate(table.rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, str(harmless(cell)))
        sheet.autofit()
    book.close()
    return file.getvalue()
