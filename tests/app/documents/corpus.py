"""Hostile files, each with what is wrong with it.

`HOSTILE`: name → (file name, bytes, the refusal it gets, for which use). Made when asked for, never kept on disk.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

from app.documents.content import ATTACHMENT, TABLE, Use
from tests.app.documents.making import (
    Member,
    W,
    archive,
    compound,
    doc,
    docx,
    docx_parts,
    object_list,
    parts,
    pdf,
    picture,
    png_that_says,
    relations,
    stream,
    xlsx,
)

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_JS = b"<</S /JavaScript /JS (app.alert\\(1\\))>>"
_ZEROS = bytes(30 << 20)


def _doc_in_docx() -> bytes:
    return archive(parts({**docx_parts(), "word/media/image1.bin": doc()}))


def _docx_with(**more: bytes | str) -> Callable[[], bytes]:
    return lambda: docx(**more)


def _with_members(*more: Member) -> Callable[[], bytes]:
    return lambda: archive([*parts(docx_parts()), *more])


def _field(words: str) -> str:
    pieces = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in words)
    return f"<w:p>{pieces}</w:p>"


def _laughs() -> str:
    entities = "".join(f'<!ENTITY a{step} "{f"&a{step - 1};" * 10}">' for step in range(1, 10))
    return f'<!DOCTYPE x [<!ENTITY a0 "ha">{entities}]><w:document {W}>&a9;</w:document>'


def _overlapping() -> bytes:
    whole = parts(docx_parts())
    return archive([*whole, *(Member(b"word/%d.xml" % number, _ZEROS[:4096], at=0) for number in range(1, 9))])


def _many() -> bytes:
    return archive([*parts(docx_parts()), *(Member(b"word/%d.xml" % number, b"<a/>") for number in range(2100))])


HOSTILE: dict[str, tuple[str, Callable[[], bytes], str, Use]] = {
    "nothing at all": ("leeg.pdf", lambda: b"", "empty", ATTACHMENT),
    "eleven megabytes": ("groot.pdf", lambda: b"%PDF-1.7\n" + bytes(11 << 20), "too_big", ATTACHMENT),
    "an ending we don't take": ("start.exe", lambda: b"MZ\x90\0", "not_taken", ATTACHMENT),
    "no ending": ("start", lambda: pdf(), "not_taken", ATTACHMENT),
    "a spreadsheet where a document is asked": ("leden.xlsx", xlsx, "not_taken", ATTACHMENT),
    "a document with macros by its own name": ("brief.docm", docx, "not_taken", ATTACHMENT),
    "a name that ends in a second ending": ("brief.pdf.exe", lambda: pdf(), "not_taken", ATTACHMENT),
    # names and contents
    "a program called PDF": ("bewijs.pdf", lambda: b"MZ\x90\0\3\0\0\0" * 40, "not_what_it_says", ATTACHMENT),
    "a program of Linux called PNG": ("foto.png", lambda: b"\x7fELF\2\1\1\0" * 40, "not_what_it_says", ATTACHMENT),
    "a web page called PDF": (
        "bewijs.pdf",
        lambda: b"<!DOCTYPE html><script>1</script>",
        "not_what_it_says",
        ATTACHMENT,
    ),
    "a drawing with a script called PNG": (
        "foto.png",
        lambda: b"<svg onload='alert(1)'/>",
        "not_what_it_says",
        ATTACHMENT,
    ),
    "a PNG called JPEG": ("foto.jpg", lambda: picture("PNG"), "not_what_it_says", ATTACHMENT),
    "a JPEG called PNG": ("foto.png", lambda: picture("JPEG"), "not_what_it_says", ATTACHMENT),
    "a GIF called PNG": ("foto.png", lambda: picture("GIF", mode="L"), "not_what_it_says", ATTACHMENT),
    "a packed folder called docx": (
        "a.docx",
        lambda: archive(parts({"a.txt": "a"})),
        "not_what_it_says",
        ATTACHMENT,
    ),
    "a docx called doc": ("a.doc", docx, "not_what_it_says", ATTACHMENT),
    "a doc called docx": ("a.docx", doc, "not_what_it_says", ATTACHMENT),
    "a spreadsheet called docx": ("a.docx", xlsx, "not_what_it_says", ATTACHMENT),
    "a docx called xlsx": ("a.xlsx", docx, "not_what_it_says", TABLE),
    "an older spreadsheet called xlsx": (
        "a.xlsx",
        lambda: compound([("Workbook", b"x")]),
        "not_what_it_says",
        TABLE,
    ),
    "rich text called doc": ("a.doc", lambda: b"{\\rtf1\\ansi hallo}", "not_what_it_says", ATTACHMENT),
    "a web page called csv": ("a.csv", lambda: b"\xef\xbb\xbf\r\n <html><body>", "not_what_it_says", TABLE),
    "bytes called csv": ("a.csv", lambda: b"naam;plaats\r\nAn;\0\0\1\r\n", "not_what_it_says", TABLE),
    "a PDF called txt": ("a.txt", lambda: pdf(), "not_what_it_says", TABLE),
    # macros
    "a document with a macro project": (
        "a.docx",
        _docx_with(word__vbaProject_dot_bin=compound([])),
        "macros",
        ATTACHMENT,
    ),
    "a document that says it has macros": (
        "a.docx",
        lambda: archive(
            parts(
                {
                    **docx_parts(),
                    "[Content_Types].xml": '<Types><Override ContentType="application/vnd.ms-word.document'
                    '.macroEnabled.main+xml"/></Types>',
                }
            )
        ),
        "macros",
        ATTACHMENT,
    ),
    "a document related to a macro project": (
        "a.docx",
        lambda: archive(
            parts({**docx_parts(), "word/_rels/document.xml.rels": relations("vbaProject", "media/x.bin")})
        ),
        "macros",
        ATTACHMENT,
    ),
    "a spreadsheet with sheets of macros": (
        "a.xlsx",
        lambda: xlsx(xl__macrosheets__sheet1_dot_xml="<a/>"),
        "macros",
        TABLE,
    ),
    "an older document with macros": ("a.doc", lambda: doc(("Macros", None)), "macros", ATTACHMENT),
    "an older document with a project": ("a.doc", lambda: doc(("_VBA_PROJECT", b"x")), "macros", ATTACHMENT),
    "a document of Word 95": ("a.doc", lambda: doc(version=0x0068), "macros", ATTACHMENT),
    # locked
    "a document behind a password": (
        "a.docx",
        lambda: compound([("EncryptionInfo", b"x"), ("EncryptedPackage", b"x")]),
        "encrypted",
        ATTACHMENT,
    ),
    "an older document behind a password": ("a.doc", lambda: doc(flags=0x0100), "encrypted", ATTACHMENT),
    "an archive behind a password": (
        "a.docx",
        _with_members(Member(b"word/a.xml", b"x", flags=1)),
        "encrypted",
        ATTACHMENT,
    ),
    "a PDF behind a password": (
        "a.pdf",
        lambda: pdf(b"<</Filter /Standard>>", trailer=b"/Encrypt 4 0 R"),
        "encrypted",
        ATTACHMENT,
    ),
    # PDF that acts
    "a PDF with a script": ("a.pdf", lambda: pdf(_JS), "active", ATTACHMENT),
    "a PDF with a script under another spelling": (
        "a.pdf",
        lambda: pdf(b"<</S /J#61vaScript /JS (1)>>"),
        "active",
        ATTACHMENT,
    ),
    "a PDF with a script in a packed list": ("a.pdf", lambda: pdf(object_list(_JS)), "active", ATTACHMENT),
    "a PDF with a script in a list without its kind": (
        "a.pdf",
        lambda: pdf(object_list(_JS, kind=b"")),
        "active",
        ATTACHMENT,
    ),
    "a PDF with a script in a list behind a comment": (
        "a.pdf",
        lambda: pdf(object_list(_JS, more=b"/Title (9 0 obj) % 8 0 obj\n")),
        "active",
        ATTACHMENT,
    ),
    "a PDF with a script in the second packed list": (
        "a.pdf",
        lambda: pdf(stream(b"", b"hello"), object_list(b"<<>>"), object_list(_JS)),
        "active",
        ATTACHMENT,
    ),
    "a PDF behind a password, told after its first page": (
        "a.pdf",
        lambda: pdf(stream(b"", b"hello"), trailer=b"/Encrypt 4 0 R"),
        "encrypted",
        ATTACHMENT,
    ),
    "a PDF with a list that begins loosely": (
        "a.pdf",
        lambda: pdf(object_list(_JS).replace(b"\nstream\n", b"\nstream  \r")),
        "active",
        ATTACHMENT,
    ),
    "a PDF whose list is packed twice": (
        "a.pdf",
        lambda: pdf(object_list(_JS, more=b"/DecodeParms <</Predictor 12>>")),
        "strange",
        ATTACHMENT,
    ),
    "a PDF that starts a program": ("a.pdf", lambda: pdf(b"<</S /Launch /F (cmd.exe)>>"), "active", ATTACHMENT),
    "a PDF with a form that acts": (
        "a.pdf",
        lambda: pdf(b"<</AcroForm <</XFA [(a) 5 0 R]>>>>"),
        "active",
        ATTACHMENT,
    ),
    "a PDF that sends a form": (
        "a.pdf",
        lambda: pdf(b"<</S /SubmitForm /F (https://example.be)>>"),
        "active",
        ATTACHMENT,
    ),
    "a PDF with a film": ("a.pdf", lambda: pdf(b"<</Subtype /RichMedia>>"), "active", ATTACHMENT),
    "a PDF with a file in it": (
        "a.pdf",
        lambda: pdf(stream(b"/Type /EmbeddedFile", b"MZ")),
        "embedded",
        ATTACHMENT,
    ),
    "a PDF that unpacks for ever": (
        "a.pdf",
        lambda: pdf(stream(b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", zlib.compress(_ZEROS + _ZEROS))),
        "bomb",
        ATTACHMENT,
    ),
    "a PDF cut off": ("a.pdf", lambda: pdf()[:-40], "damaged", ATTACHMENT),
    "a PDF behind something else": ("a.pdf", lambda: pdf(begin=b"\n\n%PDF-1.7\n"), "strange", ATTACHMENT),
    # archives that lie
    "a part that packs a thousand times": (
        "a.docx",
        _docx_with(word__media__a_dot_bin=_ZEROS),
        "bomb",
        ATTACHMENT,
    ),
    "four parts that unpack to more than all may": (
        "a.docx",
        lambda: archive(
            [
                *parts(docx_parts()),
                *(Member(b"word/%d.bin" % n, _ZEROS, method=0, size=_ZEROS.__len__()) for n in ()),
            ]
            + [Member(b"word/big%d.bin" % n, bytes(1 << 20)) for n in range(120)]
        ),
        "bomb",
        ATTACHMENT,
    ),
    "two thousand parts": ("a.docx", _many, "bomb", ATTACHMENT),
    "a part that says it is small": (
        "a.docx",
        _with_members(Member(b"word/media/a.bin", _ZEROS, size=100)),
        "bomb",
        ATTACHMENT,
    ),
    "parts that lie over each other": ("a.docx", _overlapping, "strange", ATTACHMENT),
    "a part that leaves its folder": (
        "a.docx",
        _with_members(Member(b"../../etc/passwd", b"x")),
        "strange",
        ATTACHMENT,
    ),
    "a part at the root of the disk": (
        "a.docx",
        _with_members(Member(b"/etc/passwd", b"x")),
        "strange",
        ATTACHMENT,
    ),
    "a part on another disk": ("a.docx", _with_members(Member(b"C:\\a.exe", b"x")), "strange", ATTACHMENT),
    "a part with a control character": (
        "a.docx",
        _with_members(Member(b"word/a\x00.xml", b"x")),
        "strange",
        ATTACHMENT,
    ),
    "a part twice": ("a.docx", _with_members(Member(b"WORD/Document.xml", b"<a/>")), "strange", ATTACHMENT),
    "a part that is a link": (
        "a.docx",
        _with_members(Member(b"word/a", b"/etc", mode=0o120777)),
        "strange",
        ATTACHMENT,
    ),
    "a part under two names": (
        "a.docx",
        _with_members(Member(b"word/b.xml", b"<a/>", listed_name=b"word/c.xml")),
        "strange",
        ATTACHMENT,
    ),
    "something before the archive": (
        "a.docx",
        lambda: archive(parts(docx_parts()), before=b"PK\x03\x04" + bytes(60)),
        "strange",
        ATTACHMENT,
    ),
    "something after the archive": ("a.docx", lambda: docx() + b"MZ", "damaged", ATTACHMENT),
    "a part packed in a rare way": (
        "a.docx",
        _with_members(Member(b"word/a.xml", b"x", method=14)),
        "strange",
        ATTACHMENT,
    ),
    "a part with a wrong checksum": (
        "a.docx",
        _with_members(Member(b"word/a.xml", b"<a/>", checksum=1)),
        "damaged",
        ATTACHMENT,
    ),
    "an archive cut off": ("a.docx", lambda: docx()[:-30], "damaged", ATTACHMENT),
    "a spreadsheet that unpacks for ever": (
        "a.xlsx",
        lambda: xlsx(xl__worksheets__sheet2_dot_xml=_ZEROS),
        "bomb",
        TABLE,
    ),
    # documents that bring or fetch
    "an archive in a document": ("a.docx", _docx_with(word__media__a_dot_bin=docx()), "embedded", ATTACHMENT),
    "a spreadsheet in a document": (
        "a.docx",
        _docx_with(word__embeddings__a_dot_xlsx=xlsx()),
        "embedded",
        ATTACHMENT,
    ),
    "an older document in a document": ("a.docx", _doc_in_docx, "embedded", ATTACHMENT),
    "a program in a document": (
        "a.docx",
        _docx_with(word__media__a_dot_png=b"MZ" + bytes(50)),
        "embedded",
        ATTACHMENT,
    ),
    "a control in a document": ("a.docx", _docx_with(word__activeX__a_dot_xml="<a/>"), "embedded", ATTACHMENT),
    "a web page in a document": (
        "a.docx",
        lambda: archive(parts({**docx_parts(), "word/_rels/document.xml.rels": relations("aFChunk", "a.html")})),
        "embedded",
        ATTACHMENT,
    ),
    "an older document with an object": ("a.doc", lambda: doc(("\x01Ole10Native", b"x")), "embedded", ATTACHMENT),
    "a document that fetches its template": (
        "a.docx",
        lambda: archive(
            parts(
                {
                    **docx_parts(),
                    "word/_rels/settings.xml.rels": relations(
                        "attachedTemplate", "https://example.be/t", "External"
                    ),
                }
            )
        ),
        "active",
        ATTACHMENT,
    ),
    "a document that starts a program by a field": (
        "a.docx",
        lambda: docx(_field("DDEAUTO cmd.exe")),
        "active",
        ATTACHMENT,
    ),
    "a spreadsheet that starts a program by a link": (
        "a.xlsx",
        lambda: xlsx(
            xl__externalLinks__externalLink1_dot_xml="<externalLink><ddeLink ddeService='cmd'/></externalLink>"
        ),
        "active",
        TABLE,
    ),
    # definitions
    "a document that reads a file of ours": (
        "a.docx",
        lambda: archive(
            parts(
                {
                    **docx_parts(),
                    "word/document.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
                    f"<w:document {W}>&a;</w:document>",
                }
            )
        ),
        "strange",
        ATTACHMENT,
    ),
    "a document that laughs a billion times": (
        "a.docx",
        lambda: archive(parts({**docx_parts(), "word/document.xml": _laughs()})),
        "strange",
        ATTACHMENT,
    ),
    "definitions in UTF-16": (
        "a.docx",
        lambda: archive(
            parts(
                {
                    **docx_parts(),
                    "word/styles.xml": '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x><x/>'.encode("utf-16"),
                }
            )
        ),
        "strange",
        ATTACHMENT,
    ),
    "a word without end": (
        "a.docx",
        lambda: archive(
            parts({**docx_parts(), "word/document.xml": b"<a b='" + bytes(range(97, 123)) * 800_000 + b"'/>"})
        ),
        "bomb",
        ATTACHMENT,
    ),
    "a document of nothing but elements": (
        "a.docx",
        lambda: archive(
            [*parts({**docx_parts()}), Member(b"word/footer1.xml", b"<a>" + b"<b/>" * 1_200_000 + b"</a>")]
        ),
        "bomb",
        ATTACHMENT,
    ),
    "a document that isn't well formed": (
        "a.docx",
        lambda: archive(parts({**docx_parts(), "word/document.xml": "<w:document>"})),
        "damaged",
        ATTACHMENT,
    ),
    # the rest
    "a picture of two and a half billion points": (
        "a.png",
        lambda: png_that_says(50_000, 50_000),
        "too_many_pixels",
        ATTACHMENT,
    ),
    "a picture that is a beginning only": ("a.jpg", lambda: b"\xff\xd8\xff\xe0", "damaged", ATTACHMENT),
    "an older document whose list goes round": ("a.doc", lambda: doc(loop=True), "damaged", ATTACHMENT),
    "an older document cut off": ("a.doc", lambda: doc()[:700], "damaged", ATTACHMENT),
}
