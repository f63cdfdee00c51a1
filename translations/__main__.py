"""The catalogues of sentences: `python -m translations extract | update | compile | check`.

Convention: the message is the English sentence itself, so English holds the plurals only. The files are sorted and
hold no dates or line numbers: a difference is a sentence. `same.txt` lists what reads the same in two languages.
Translating is done in `<language>/LC_MESSAGES/messages.po`, with any editor of such files.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

HERE = Path(__file__).resolve().parent
TEMPLATE = HERE / "messages.pot"
ROOMS = ("app", "views", "scheduler")
PLURALS = {"nl": "(n != 1)", "fr": "(n > 1)", "en": "(n != 1)"}
TRANSLATED = ("nl", "fr")
_KEYWORDS = {
    "_": None,
    "_l": None,
    "_p": ((1, "c"), 2),
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
_PLACEHOLDER = re.compile(r"%\((\w+)\)")


def path_of(language: str) -> Path:
    return HERE / language / "LC_MESSAGES" / "messages.po"


def read(path: Path) -> Catalog:
    """A catalogue as it stands in its file; an empty one when there is no file."""
    if not path.exists():
        return Catalog()
    with path.open("rb") as file:
        return read_po(file)


def sentences() -> Catalog:
    """Every sentence of the source, without translations."""
    with (HERE / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    found = Catalog()
    for room in ROOMS:
        for _, _, message, comments, context in extract_from_dir(
            str(HERE.parent / room), methods, options, _KEYWORDS, ("Translators:",)
        ):
            found.add(message, auto_comments=comments, context=context)
    for _, message, comments, context in extract_from_file(
        "python", str(HERE.parent / "run.py"), _KEYWORDS, ("Translators:",)
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def written(catalog: Catalog, language: str = "") -> bytes:
    """The catalogue as a file: sorted, with a header that only changes with the language."""
    header = ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
    if language:
        header = [f"Language: {language}", f"Plural-Forms: nplurals=2; plural={PLURALS[language]};", *header]
    top = 'msgid ""\nmsgstr ""\n' + "".join(f'"{line}\\n"\n' for line in header) + "\n"
    body = BytesIO()
    write_po(body, catalog, width=100, no_location=True, omit_header=True, sort_output=True, ignore_obsolete=True)
    return top.encode() + body.getvalue()


def merged(language: str, template: Catalog) -> Catalog:
    """The sentences of the source with the translations there are; nothing is guessed, what went is gone."""
    old = read(path_of(language))
    new = Catalog()
    for message in messages_of(template):
        known = old.get(message.id, message.context)
        string = message.string
        if language == "en":
            if not message.pluralizable:
                continue
            string = message.id
        elif known is not None and known.id == message.id:
            string = known.string
        new.add(
            message.id,
            string,
            auto_comments=message.auto_comments,
            user_comments=known.user_comments if known is not None else (),
            flags=known.flags if known is not None else (),
            context=message.context,
        )
    return new


def messages_of(catalog: Catalog) -> Iterator[Message]:
    """The messages without the header."""
    return (message for message in catalog if message.id)


def same_on_purpose() -> set[tuple[str, str]]:
    """(language, sentence) of `same.txt`: what reads the same in English and in that language."""
    lines = (HERE / "same.txt").read_text(encoding="utf-8").splitlines()
    return {(line[:2], line[3:].strip()) for line in lines if line.strip() and not line.startswith("#")}


def complaints() -> list[str]:
    """What is wrong with the catalogues, a line each; none when all is well."""
    template = sentences()
    found = []
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != written(template):
        found.append("messages.pot isn't what the source says: run `python -m translations update`")
    allowed, met = same_on_purpose(), set()
    for language in PLURALS:
        catalog = read(path_of(language))
        expected = merged(language, template)
        if {_key(m) for m in messages_of(catalog)} != {_key(m) for m in messages_of(expected)}:
            found.append(f"{language}: other sentences than the source: run `python -m translations update`")
        for message in messages_of(catalog):
            name = f"{language}: {_texts(message.id)[0]!r}"
            found += [f"{name} {wrong}" for wrong in faults(message)]
            if language in TRANSLATED and message.string == message.id:
                met.add((language, str(message.id)))
    found += [f"{language}: {text!r} reads as its English" for language, text in sorted(met - allowed)]
    found += [f"same.txt lists {text!r} ({language}) for nothing" for language, text in sorted(allowed - met)]
    return found


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translation, so that it can follow the sentence it is about."""
    texts = _texts(message.string)
    if not all(texts):
        yield "has no translation"
        return
    if message.fuzzy:
        yield "is marked fuzzy"
    if "python-format" in message.flags and not all(map(_can_be_filled, texts)):
        yield "can't be filled in: a stray % or half a placeholder"
    ours, theirs = _texts(message.id)[-1], texts[-1]
    if placeholders(ours) != placeholders(theirs):
        yield f"has other placeholders: {sorted(placeholders(ours) ^ placeholders(theirs))}"


def _can_be_filled(text: str) -> bool:
    try:
        return bool(text % dict.fromkeys(placeholders(text), "1"))
    except (KeyError, TypeError, ValueError):
        return False


def placeholders(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _texts(text: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (text or "",) if text is None or isinstance(text, str) else tuple(text)


def _key(message: Message) -> tuple[str | None, tuple[str, ...]]:
    return message.context, _texts(message.id)


def extract() -> None:
    """Writes messages.pot from the source."""
    TEMPLATE.write_bytes(written(sentences()))


def update() -> None:
    """Extracts, and gives each language the sentences of the source."""
    extract()
    template = sentences()
    for language in PLURALS:
        catalog = merged(language, template)
        path_of(language).parent.mkdir(parents=True, exist_ok=True)
        path_of(language).write_bytes(written(catalog, language))


def compile_all() -> None:
    """Writes the files the application reads; they aren't kept in the repository."""
    for language in PLURALS:
        path = path_of(language)
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))


def check() -> None:
    """Ends with 1, and says why, when a catalogue isn't complete."""
    if found := complaints():
        sys.exit("\n".join(found))


COMMANDS: dict[str, Callable[[], None]] = {
    "extract": extract,
    "update": update,
    "compile": compile_all,
    "check": check,
}

if __name__ == "__main__":
    if sys.argv[1:2] == [] or sys.argv[1] not in COMMANDS:
        sys.exit(f"usage: python -m translations {' | '.join(COMMANDS)}")
    COMMANDS[sys.argv[1]]()
