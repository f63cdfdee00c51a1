"""The common frame of letters: text and markup say the same, and a value is never more than a value."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes, policy
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from app.letters import SECRET, SUBJECT_LENGTH, Content, Reader, one_line, written
from app.mail.post import Post
from app.words import words_in

NASTY = (
    "<script>alert(1)</script>",
    "{{ 7*7 }}{% include 'x' %}",
    "%(name)s %s ${7*7} #{7*7}",
    "Bram\r\nBcc: everybody@example.be",
    "Bram\n\nEen tweede brief",
    "Bram\u202eevil\u2066",
    'Bram" <other@example.be>, "x',
    "=?utf-8?q?=0d=0aBcc:_x@y.be?=",
    "É" * 3000,
    "\x00\x07\x1b[2J",
    "\u2028\u2029",
    "\ud800",
)
NOW = datetime(2027, 3, 15, 9, 5, tzinfo=UTC)


def _letter(name: str, subject: str = "Uw recht", value: str = "Dossiers") -> Any:
    content = Content(subject, [f"Over {value}."], [("Recht", value), ("Leeg", "")], ("Bekijk", "https://x.be/"))
    return written(words_in("nl"), Reader(1, name, "nl", "bram@example.be"), content)


def _sent(name: str, subject: str, value: str) -> Any:
    """The letter as a mail server gets it, read back by a mail program."""
    letter = _letter(name, subject, value)
    row: Any = SimpleNamespace(
        name=name,
        subject=letter.subject,
        language="nl",
        body=letter.text,
        html=letter.html,
        token="ab12",
        secret="K7QX4M",
    )
    post = Post(sender="noreply@sleutelbos.example", bounces="bounces@sleutelbos.example")
    raw = post.message(row, "bram@example.be", NOW).as_bytes()
    assert all(byte < 128 for byte in raw)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    return message_from_bytes(raw, policy=policy.default)


def test_text_and_markup_say_the_same_in_the_same_order() -> None:
    letter = _letter("Bram Claes")
    read = " ".join(html.document_fromstring(letter.html).find("body").text_content().split())
    for words in ("Beste Bram Claes,", "Over Dossiers.", "Bekijk", "Sleutelbos vraagt nooit"):
        assert words in letter.text
        assert words in read
    assert "Leeg" not in letter.text + letter.html


def test_the_markup_needs_no_style_script_or_picture_and_says_its_language() -> None:
    page = html.document_fromstring(_letter("Bram").html)
    assert page.get("lang") == "nl"
    assert page.findtext(".//title") == page.findtext(".//h1") == "Uw recht"
    assert page.xpath("//@style | //style | //script | //img | //link | //@onclick") == []
    assert [a.get("href") for a in page.iter("a")] == ["https://x.be/"]


@pytest.mark.trust("Wider attack list")
@pytest.mark.trust("1.2.1")
@pytest.mark.parametrize("nasty", NASTY, ids=range(len(NASTY)))
def test_a_name_with_markup_braces_or_line_breaks_stays_a_name(nasty: str) -> None:
    mail = _sent(nasty, f"Recht {nasty}", nasty)
    assert sorted(mail.keys()) == [
        "Auto-Submitted",
        "Content-Language",
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]
    assert [a.addr_spec for a in mail["To"].addresses] == ["bram@example.be"]
    assert "\n" not in mail["Subject"]
    text = mail.get_body(("plain",)).get_content()
    page = html.document_fromstring(mail.get_body(("html",)).get_content())
    assert page.xpath("//script | //iframe") == []
    assert "49" not in text
    assert "\n\nEen tweede" not in text


@pytest.mark.trust("Wider attack list")
@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=300))
def test_no_value_adds_a_header_a_receiver_or_an_element(name: str, subject: str, value: str) -> None:
    mail = _sent(name, subject, value)
    assert len(mail.keys()) == 9
    assert [a.addr_spec for a in mail["To"].addresses] == ["bram@example.be"]
    page = html.document_fromstring(mail.get_body(("html",)).get_content())
    assert {element.tag for element in page.iter()} <= {
        *("html", "head", "meta", "title", "body", "main", "h1", "p", "dl", "dt", "dd", "a"),
        *("footer", "hr", "small", "br"),
    }


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    line = one_line(text, 50)
    assert len(line.splitlines()) <= 1
    assert len(line) <= 50
    assert one_line(line, 50) == line


def test_a_subject_has_an_end() -> None:
    assert len(_letter("Bram", "x" * 5000).subject) == SUBJECT_LENGTH


@pytest.mark.trust("6.5.2")
def test_a_code_takes_the_place_of_its_mark_only_when_the_letter_leaves() -> None:
    content = Content(subject="Uw code", paragraphs=["Dag"], facts=[("Code", SECRET)])
    letter = written(words_in("nl"), Reader(1, "Bram", "nl", "bram@example.be"), content)
    assert "K7QX4M" not in letter.text + letter.html
    row: Any = SimpleNamespace(
        name="Bram",
        subject=letter.subject,
        language="nl",
        body=letter.text,
        html=letter.html,
        token="ab12",
        secret="K7QX4M",
    )
    sent = message_from_bytes(Post().message(row, "bram@example.be", NOW).as_bytes(), policy=policy.default)
    for part in sent.iter_parts():
        assert "K7QX4M" in part.get_content()
        assert SECRET not in part.get_content()


def test_a_letter_keeps_its_message_id_and_has_a_sender_of_its_own_for_reports() -> None:
    row: Any = SimpleNamespace(token="ab12")
    post = Post(sender="noreply@sleutelbos.example", bounces="bounces@sleutelbos.example")
    assert post.message_id(row) == post.message_id(row) == "<ab12@sleutelbos.example>"
    assert post.envelope_sender(row) == "bounces+ab12@sleutelbos.example"
    assert Post(sender="a@b.be").envelope_sender(row) == "a@b.be"
