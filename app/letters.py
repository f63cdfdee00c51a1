"""What all letters have in common: greeting, paragraphs, facts, one link, footer; as plain text and as HTML.

A letter is built from values, never from a template that holds them: a name with markup or braces in it stays a
name. What goes into a line is made one line first, so that no value can begin a header or hide what follows it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from markupsafe import Markup

from app.words import Words

SUBJECT_LENGTH = 200
_VALUE_LENGTH = 400
# Stands in a letter for a code or a token, which takes its place only when the letter goes out.
SECRET = "••••••"  # noqa: S105 - what is read in its place


@dataclass(frozen=True)
class Reader:
    """Who gets a letter, in which language, at which address; '' for an address nobody knows.

    A person known by number, the holder of an account, both; or neither, for an address without an account yet.
    """

    person_id: int | None
    name: str
    language: str
    address: str
    account_id: int | None = None


class About(StrEnum):
    """Why somebody gets a letter; its footer says so."""

    RIGHTS = "rights"
    ACCOUNT = "account"
    WALLET = "wallet"
    LISTS = "lists"
    CONTACTS = "contacts"
    FILES = "files"
    NOTIFICATIONS = "notifications"
    OFFICERS = "officers"
    MANDATES = "mandates"


@dataclass(frozen=True)
class Content:
    """What a letter says, in its reader's language: `facts` are label and value, `link` is label and address."""

    subject: str
    paragraphs: Sequence[str]
    facts: Sequence[tuple[str, str]] = ()
    link: tuple[str, str] | None = None
    after: Sequence[str] = field(default=())
    about: About = About.RIGHTS
    # The document that goes with it, by its id.
    encloses: int | None = None


@dataclass(frozen=True)
class Letter:
    """A letter as it is sent: subject, text, and the same as HTML."""

    subject: str
    text: str
    html: str


def one_line(value: str, length: int = _VALUE_LENGTH) -> str:
    """The value as one line: no control or direction characters, no runs of blanks; cut at that length."""
    seen = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in value)
    seen = "".join(c for c in seen if unicodedata.category(c) not in ("Cf", "Cs", "Co", "Cn"))
    line = " ".join(seen.split())
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def written(_: Words, reader: Reader, content: Content) -> Letter:
    """The letter around that content, to that reader."""
    subject = one_line(content.subject, SUBJECT_LENGTH)
    greeting = _("Dear %(name)s,", name=one_line(reader.name)) if reader.name else _("Good day,")
    footer = (
        _because(_, content.about),
        _("Sleutelbos never asks for your password or your national number by e-mail."),
    )
    facts = [(one_line(label), one_line(value)) for label, value in content.facts if value]
    blocks = [
        greeting,
        *map(one_line, content.paragraphs),
        "\n".join(_("%(label)s: %(value)s", label=label, value=value) for label, value in facts),
        f"{content.link[0]}\n{content.link[1]}" if content.link else "",
        *map(one_line, content.after),
        "-- \nSleutelbos\n" + "\n".join(footer),
    ]
    return Letter(
        subject=subject,
        text="\n\n".join(block for block in blocks if block) + "\n",
        html=str(_page(_.language, subject, greeting, content, facts, footer)),
    )


def _because(_: Words, about: About) -> str:
    if about is About.ACCOUNT:
        return _("This message was sent by itself, because of something about your account. You can't answer it.")
    if about is About.WALLET:
        return _("This message was sent by itself, because of something about a wallet. You can't answer it.")
    if about is About.CONTACTS:
        return _("This message was sent by itself, because somebody decided about a contact. You can't answer it.")
    if about is About.FILES:
        return _("This message was sent by itself, because of files of your office. You can't answer it.")
    if about is About.NOTIFICATIONS:
        return _(
            "This message was sent by itself, because of a notification to the AML officer. You can't answer it."
        )
    if about is About.OFFICERS:
        return _(
            "This message was sent by itself, because of who is AML officer of your office. You can't answer it."
        )
    if about is About.MANDATES:
        return _("This message was sent by itself, because of a case about a syndic. You can't answer it.")
    if about is About.LISTS:
        return _("This message was sent by itself, because sanctions lists changed. You can't answer it.")
    return _("This message was sent by itself, because something changed in your rights. You can't answer it.")


def _page(
    language: str,
    subject: str,
    greeting: str,
    content: Content,
    facts: Sequence[tuple[str, str]],
    footer: Sequence[str],
) -> Markup:
    """Plain markup without styles, which reads aloud in the order it is written."""
    parts = [Markup("<h1>{}</h1>").format(subject), Markup("<p>{}</p>").format(greeting)]
    parts += [Markup("<p>{}</p>").format(one_line(paragraph)) for paragraph in content.paragraphs]
    if facts:
        rows = Markup("\n").join(Markup("<dt>{}</dt><dd>{}</dd>").format(*fact) for fact in facts)
        parts.append(Markup("<dl>\n{}\n</dl>").format(rows))
    if content.link:
        label, address = content.link
        parts.append(Markup('<p><a href="{}">{}</a></p>').format(address, label))
    parts += [Markup("<p>{}</p>").format(one_line(paragraph)) for paragraph in content.after]
    small = Markup("<br>\n").join(footer)
    return Markup(
        '<!DOCTYPE html>\n<html lang="{}">\n<head><meta charset="utf-8"><title>{}</title></head>\n'
        "<body>\n<main>\n{}\n</main>\n<footer><hr><p><small>Sleutelbos<br>\n{}</small></p></footer>\n</body>\n</html>\n"
    ).format(language, subject, Markup("\n").join(parts), small)
