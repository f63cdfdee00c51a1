"""Filip takes the list of rights out as a file: filtered, sorted, with his columns, in his language."""

from __future__ import annotations

import csv
import io
from typing import Any

from openpyxl import load_workbook

from tests.stories.cast import Cast
from tests.stories.page import text_of
from tests.stories.stage import Browser, enter
from tests.stories.walker import Walker

CSV, XLSX = "Text with semicolons (CSV)", "Excel (XLSX)"


def lines_of(walker: Walker) -> list[list[str]]:
    """The file he got, as an office opens it."""
    assert walker.answer is not None
    assert walker.answer.mimetype == "text/csv"
    content = walker.answer.get_data()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def sheet_of(walker: Walker) -> list[tuple[Any, ...]]:
    assert walker.answer is not None
    book = load_workbook(io.BytesIO(walker.answer.get_data()))
    return [tuple(cell.value for cell in row) for row in book.active.iter_rows()]


def test_what_one_sees_is_what_one_takes_out(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois").follow("All rights").choose("State", "Active").press("Search")
    chloe.follow("Until")
    shown = [text_of(one) for one in chloe.page.xpath("//tbody/tr/td[1]")]
    heads, *rows = lines_of(chloe.press(CSV))
    assert heads == ["Person", "Right", "From", "Until", "Granted", "State"]
    assert [row[0] for row in rows] == shown
    assert sorted(shown) == ["An Peeters", "Chloé Dubois"]
    assert "attachment" in chloe.answer.headers["Content-Disposition"]


def test_the_file_speaks_the_language_of_who_asked(browser: Browser, cast: Cast) -> None:
    chloe = enter(browser, "chloe.dubois").follow("FR").follow("Tous les droits")
    chloe.press("Texte à points-virgules (CSV)")
    heads, first, *_ = lines_of(chloe)
    assert heads[:2] == ["Personne", "Droit"]
    assert "Administrateur local" in first
