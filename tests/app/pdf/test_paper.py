"""Documents on paper: the same bytes for the same sheet, every name whole, structure for who has it read aloud."""

from __future__ import annotations

import re
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from fontTools.ttLib import TTFont

from app import pdf
from app.documents.content import ATTACHMENT, guard
from app.pdf.codes import modules_of
from app.pdf.faces import face
from app.pdf.lines import lines_of
from app.pdf.paper import RIGHT
from app.pdf.text import shown
from tests.app.pdf.reading import attached

SHEET = pdf.Sheet(
    title="Bewijs van recht",
    language="nl-BE",
    issuer="Gemeente Voorbeeldegem",
    reference="Nr. 2026-000001",
    issued_at=datetime(2026, 11, 25, 22, 0, 0, 123456, tzinfo=UTC),
    page_words="Pagina {page} van {pages}",
    subject="Dossiers behandelen",
    keywords="sleutelbos:ABC",
)
REGULAR = face("regular")


def _sheet(*blocks: object) -> pdf.Sheet:
    return replace(SHEET, blocks=blocks)  # type: ignore[arg-type]


def _streams(content: bytes) -> Iterator[bytes]:
    for found in re.finditer(rb"stream\n(.*?)\nendstream", content, re.DOTALL):
        try:
            yield zlib.decompress(found[1])
        except zlib.error:
            yield found[1]


def _pages(content: bytes) -> list[bytes]:
    return [stream for stream in _streams(content) if b" BDC" in stream or b"BMC" in stream]


def _meanings(content: bytes) -> list[dict[str, str]]:
    """For each font, in the order they are put in: glyph → character."""
    return [
        {glyph: chr(int(code, 16)) for glyph, code in re.findall(r"<(\w{4})> <(\w{4})>\n", stream.decode())}
        for stream in _streams(content)
        if b"beginbfchar" in stream
    ]


def words(content: bytes) -> str:
    """What a reader that copies or searches gets out of the file, line by line."""
    fonts, said = _meanings(content), []
    for page in _pages(content):
        font = 0
        for name, shown_text in re.findall(r"/F(\d) [\d.]+ Tf|<(\w*)> Tj", page.decode("latin-1")):
            font = int(name) if name else font
            if shown_text:
                glyphs = re.findall("....", shown_text)
                said.append("".join(fonts[font - 1][glyph] for glyph in glyphs))
    return "\n".join(said)


@pytest.mark.trust("Numbers of issued documents")
def test_the_same_sheet_gives_the_same_bytes_and_another_day_other_ones() -> None:
    made = pdf.made(_sheet(pdf.Paragraph("Dag")))
    assert made == pdf.made(_sheet(pdf.Paragraph("Dag")))
    later = replace(_sheet(pdf.Paragraph("Dag")), issued_at=datetime(2026, 11, 25, 22, 0, 1, tzinfo=UTC))
    assert made != pdf.made(later)


def test_another_process_makes_the_same_bytes() -> None:
    program = "import sys; from tests.app.pdf.test_paper import *; sys.stdout.buffer.write(pdf.made(SHEET))"
    other = subprocess.run([__import__("sys").executable, "-c", program], capture_output=True, check=True)
    assert other.stdout == pdf.made(SHEET)


def test_what_stands_on_it_can_be_read_back() -> None:
    made = pdf.made(
        _sheet(
            pdf.Heading("Recht"),
            pdf.Facts([("Persoon", "Chloé Dubois"), ("Reden", "")]),
            pdf.Table(["Dag", "Wat"], [["01/07/2026", "Toegekend"]], [1, 2]),
            pdf.Note("Klein."),
        )
    )
    read = words(made).split("\n")
    assert read == [
        "Gemeente Voorbeeldegem",
        "Nr. 2026-000001",
        "Bewijs van recht",
        "Recht",
        "Persoon",
        "Chloé Dubois",
        "Reden",
        "–",
        "Dag",
        "Wat",
        "01/07/2026",
        "Toegekend",
        "Klein.",
        "Gemeente Voorbeeldegem · Nr. 2026-000001",
        "Pagina 1 van 1",
    ]


def test_it_says_what_it_is() -> None:
    made = pdf.made(SHEET)
    for said in (
        b"/Title (Bewijs van recht Nr. 2026-000001)",
        b"/Author (Gemeente Voorbeeldegem)",
        b"/Keywords (sleutelbos:ABC)",
        b"/Lang (nl-BE)",
        b"/CreationDate (D:20261125220000Z)",
        b"/DisplayDocTitle true",
        b"/Marked true",
    ):
        assert said in made, said
    assert guard(BytesIO(made), "bewijs.pdf", ATTACHMENT).kind == "pdf"


def test_its_structure_is_told_to_who_has_it_read_aloud() -> None:
    made = pdf.made(
        _sheet(
            pdf.Heading("Recht"),
            pdf.Facts([("Persoon", "An")]),
            pdf.Table(["Dag"], [["1"]]),
            pdf.Code(modules_of("x"), "Een code"),
        )
    ).decode("latin-1")
    kinds = re.findall(r"/S /(\w+)\n/Type /StructElem|/S /(\w+)", made)
    found = ["".join(kind) for kind in kinds]
    assert found.count("H1") == 1
    assert found.count("H2") == 1
    assert found.count("Table") == 2
    assert found.count("TR") == 3
    assert found.count("TH") == 2
    assert found.count("Figure") == 1
    assert "/Scope /Row" in made
    assert "/Scope /Column" in made
    assert "/Alt (Een code)" in made


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Żółć",
        "Ünal Ğşİ Çelik",
        "Ιωάννης Παπαδόπουλος",
        "Олександр Їжакевич",
        "Đặng Nguyễn",
        "Sørén Ærø",
        "Ștefan",
    ],
)
def test_names_of_europe_are_whole(name: str) -> None:
    assert name in words(pdf.made(_sheet(pdf.Facts([("Naam", name)]))))


def test_an_accent_that_stands_apart_joins_its_letter() -> None:
    assert shown("Chloe\u0301", REGULAR.glyphs) == "Chloé"


@pytest.mark.trust("PDF text injection")
@pytest.mark.parametrize(
    ("name", "printed"),
    [
        ("An\x00\x07\x1b[31m Peeters", "An[31m Peeters"),
        ("An\u202e\u2066\u200f sreteeP", "An sreteeP"),
        ("An\r\nPeeters", "An\nPeeters"),
        ("An) Tj ET Q (", "An) Tj ET Q ("),
        ("<0041> Tj\\)", "<0041> Tj\\)"),
        ("{page} %(x)s {nb}", "{page} %(x)s {nb}"),
        ("שלום", "\ufffd" * 4),
        ("An 🙂", "An \ufffd"),
        ("\ud800x", "x"),
    ],
)
def test_a_name_can_neither_steer_the_paper_nor_disappear(name: str, printed: str) -> None:
    read = words(pdf.made(_sheet(pdf.Facts([("Naam", name)]))))
    assert f"Naam\n{printed}\n" in read


@pytest.mark.trust("PDF text injection")
@pytest.mark.parametrize("letter", ["W", "W ", "i"])
def test_a_name_of_ten_thousand_letters_is_printed_whole_over_several_pages(letter: str) -> None:
    name = (letter * 10_000)[:10_000]
    made = pdf.made(_sheet(pdf.Facts([("Naam", name)])))
    read = words(made)
    assert read.count(letter[0]) >= name.count(letter[0])
    pages = len(_pages(made))
    assert f"Pagina {pages} van {pages}" in read


def test_a_title_or_issuer_that_is_too_long_is_cut_in_the_head_and_wraps_in_the_title() -> None:
    made = pdf.made(replace(SHEET, title="Titel " * 200, issuer="Gemeente " * 50, reference="N" * 300))
    assert "…" in words(made)


def test_the_heads_of_a_table_come_back_on_each_page() -> None:
    made = pdf.made(_sheet(pdf.Table(["Dag", "Wat"], [[f"dag {row}", "x"] for row in range(200)])))
    pages = len(_pages(made))
    assert pages > 3
    read = words(made).split("\n")
    assert read.count("Dag") == pages
    assert [line for line in read if line.startswith("dag ")] == [f"dag {row}" for row in range(200)]


def test_no_line_is_wider_than_its_column() -> None:
    text = "Een heel gewone zin met eenwoorddatveellangerisdanderegelbreedis en nog wat."
    lines = lines_of(text, REGULAR, 10, 90)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert max(REGULAR.width(line) * 10 / 1000 for line in lines) <= 90


def test_a_document_carries_only_the_outlines_it_uses_and_they_are_a_font() -> None:
    used = [REGULAR.glyphs[ord(letter)] for letter in "Éa"]
    program = REGULAR.program(used)
    font = TTFont(BytesIO(program))
    drawn = [name for name in font.getGlyphOrder() if font["glyf"][name].numberOfContours]
    assert 3 <= len(drawn) <= 6  # É is put together from E and an accent
    assert len(program) < 20_000
    assert len(pdf.made(SHEET)) < 30_000


def test_a_code_holds_its_text_in_a_square() -> None:
    modules = modules_of("https://rechten.example.be/copies/?code=" + "A" * 24)
    assert {len(row) for row in modules} == {len(modules)}
    assert {module for row in modules for module in row} == {0, 1}


FILE = pdf.Attachment(
    "2026-000001.xml", "application/xml", b"<Invoice/>" * 50, "De factuur (Peppol) \u202e", "Alternative"
)


@pytest.mark.trust("Invoices, receipts")
def test_a_file_inside_it_is_read_back_and_says_what_it_is() -> None:
    made = pdf.made(
        replace(SHEET, attachments=(FILE, replace(FILE, name="b.csv", content=b"a;b", relationship="Data")))
    )
    assert attached(made) == {"2026-000001.xml": FILE.content, "b.csv": b"a;b"}
    for said in (
        b"/AFRelationship /Alternative",
        b"/AFRelationship /Data",
        b"/Subtype /application#2Fxml",
        b"/ModDate (D:20261125220000Z)",
        b"/Desc (De factuur \\(Peppol\\) )",
    ):
        assert said in made, said
    assert re.search(rb"/AF \[\d+ 0 R \d+ 0 R\]", made)
    assert attached(pdf.made(SHEET)) == {}


def test_a_document_with_a_file_inside_has_the_same_bytes_each_time() -> None:
    one = replace(SHEET, attachments=(FILE,))
    assert pdf.made(one) == pdf.made(one)
    assert pdf.made(one) != pdf.made(replace(one, attachments=(replace(FILE, content=b"<Invoice></Invoice>"),)))


def _left_of(made: bytes, place: int) -> float:
    """Where the text begins that is drawn as the how manieth on the first page."""
    return float(re.findall(rb"BT ([\d.]+) ", _pages(made)[0])[place])


def test_figures_stand_at_the_right_of_their_column() -> None:
    table = pdf.Table(["Wat", "Bedrag"], [["a", "1,00"], ["b", "1.000,00"]], figures=[1])
    begun = [_left_of(pdf.made(_sheet(table)), place) for place in range(3, 9)]  # after issuer, number and title
    widths = [face("bold").width("Bedrag"), REGULAR.width("1,00"), REGULAR.width("1.000,00")]
    ends = [left + wide * 9.5 / 1000 for left, wide in zip(begun[1::2], widths, strict=True)]
    assert max(ends) - min(ends) < 0.02
    assert abs(ends[0] - RIGHT) < 0.02
    assert len(set(begun[0::2])) == 1


def test_sums_stand_at_the_right_of_the_page() -> None:
    made = pdf.made(_sheet(pdf.Facts([("Totaal", "1.000,00")], figures=True)))
    assert abs(_left_of(made, 4) + REGULAR.width("1.000,00") * 9.5 / 1000 - RIGHT) < 0.02
