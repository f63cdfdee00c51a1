"""Files as people bring them: rows of invented people as CSV or XLSX, in whatever encoding a test asks for."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from openpyxl import Workbook

from app.imports.services import Upload
from tests.stories.cast import national_number

HEADS = (
    "Rijksregisternummer",
    "Naam",
    "Voornamen",
    "Geboortedatum",
    "Geslacht",
    "Categorie",
    "Type",
    "Functie",
    "E-mail",
    "Telefoon",
    "Eerste dag",
    "Laatste dag",
)
_FAMILY = ("Peeters", "Dubois", "Évrard", "De Clercq", "Ünal", "'t Jonck", "Van den Broeck")
_GIVEN = ("An", "Zoë", "Jean-Luc", "Fatima", "Gust", "Hélène")


def person(number: int, **cells: str) -> list[str]:
    """The row of the so-manieth invented person; cells by name of their head, '' empties one."""
    born = date(1955, 1, 1) + timedelta(days=number * 3)
    known = national_number(born, 2 + number % 498 * 2)
    row = dict(
        zip(
            HEADS,
            (
                str(known),
                f"{_FAMILY[number % 7]} {'ABCDEFGHIJ'[number % 10]}",
                _GIVEN[number % 6],
                f"{born:%d/%m/%Y}",
                "V" if int(known.digits[6:9]) % 2 == 0 else "M",
                "werknemer",
                "standaard",
                "Dossierbehandelaar",
                f"persoon{number}@example.be",
                "02 555 01 02",
                "01/04/2027",
                "",
            ),
            strict=True,
        )
    )
    unknown = cells.keys() - row.keys()
    assert not unknown, unknown
    return list({**row, **cells}.values())


def delimited(
    rows: Iterable[Sequence[str]],
    heads: Sequence[str] = HEADS,
    delimiter: str = ";",
    encoding: str = "utf-8-sig",
) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(heads)
    writer.writerows(rows)
    return text.getvalue().encode(encoding)


def workbook(rows: Iterable[Sequence[object]], heads: Sequence[str] = HEADS) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Personeel")
    sheet.append(list(heads))
    for row in rows:
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def upload(content: bytes, name: str = "personeel.csv") -> Upload:
    return Upload(io.BytesIO(content), name, len(content))
