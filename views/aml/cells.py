"""How contacts and hits read: their facts, states, and how alike both sides are."""

from __future__ import annotations

from typing import Any

from flask import get_template_attribute, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from app.aml.worklist import CLOSED
from models.aml import Contact, Hit
from models.values import ListedEntry, Subject
from models.values.identified import FilePart
from views.labels import aml_record, language
from views.labels.aml_facts import births_text, countries_text, kind_word, topic_word
from views.labels.aml_file import PARTS

HIT_STATES: dict[str, Any] = {
    "open": _l("To decide"),
    "cleared": _l("Somebody else"),
    "confirmed": _l("It is the same"),
    CLOSED: _l("No longer counts"),
}
CLOSED_WHY: dict[str, Any] = {
    "contact_changed": _l("The contact changed"),
    "entry_changed": _l("The list changed its entry"),
    "no_longer_listed": _l("No longer on the list"),
    "contact_replaced": _l("This version no longer counts"),
}
TONES = {"open": "soon", "cleared": "good", "confirmed": "bad", CLOSED: "off"}


def states() -> list[tuple[str, str]]:
    return [(one, str(word)) for one, word in HIT_STATES.items()]


def state_of(hit: Hit) -> str:
    """As one looks at it now: what closed isn't to be decided any more."""
    return CLOSED if hit.closed_at is not None else hit.state


def state_word(hit: Hit) -> str:
    return str(HIT_STATES[state_of(hit)])


def tone(hit: Hit) -> str:
    return TONES[state_of(hit)]


def closed_why(hit: Hit) -> str:
    return str(CLOSED_WHY[hit.closed_why]) if hit.closed_why else ""


def list_name(hit: Hit) -> str:
    return hit.list.named(language())


def topics(hit: Hit) -> str:
    return ", ".join(topic_word(one) for one in hit.listed.topics)


def entry_of(hit: Hit) -> ListedEntry:
    """What the list said of it."""
    return ListedEntry.read(hit.listed.key, hit.listed.told)


def subject_of(contact: Contact) -> Subject:
    return Subject.read(contact.facts)


def out_of_hundred(hit: Hit) -> int:
    """How alike both sides are, in whole hundredths."""
    return int(hit.score * 100)


def score_text(hundredths: int) -> str:
    return str(gettext("%(score)s of 100", score=hundredths))


def births(contact: Contact) -> str:
    return births_text(subject_of(contact).birth_dates)


def countries(contact: Contact) -> str:
    return countries_text(subject_of(contact).countries)


def kind(contact: Contact) -> str:
    return kind_word(contact.kind)


def part(contact: Contact) -> str:
    """What it is in the file; '' before that was told."""
    told = contact.details.get("dealing", {}).get("part")
    return str(PARTS[FilePart(told)]) if told else ""


def open_hits(contact: Contact) -> str:
    """How many wait, as a word for the pill of the list."""
    count = contact.open_hits
    return str(ngettext("%(num)s to decide", "%(num)s to decide", count)) if count else str(gettext("None"))


def open_hits_tone(contact: Contact) -> str:
    return "soon" if contact.open_hits else "good"


def contact_name(hit: Hit) -> str:
    """Whose hit it is; and of which version, where it isn't the first."""
    if hit.contact.number == 1:
        return hit.contact.name
    return str(gettext("%(name)s · version %(number)s", name=hit.contact.name, number=hit.contact.number))


def contact_link(hit: Hit) -> Markup:
    url = url_for("ContactScreen.show", pk=hit.contact_id)
    return Markup('<a href="{}">{}</a>').format(url, contact_name(hit))


def entry_name(hit: Hit) -> Markup:
    """In its script, which may run from right to left."""
    return Markup('<span dir="auto">{}</span>').format(hit.listed.name)


def meter(hit: Hit) -> Any:
    return get_template_attribute("aml/parts.html", "score")(out_of_hundred(hit))


def open_facts(hit: Hit) -> str:
    """How much could still disagree."""
    count = hit.open_facts
    return str(ngettext("%(num)s fact", "%(num)s facts", count)) if count else "–"


def contact_state(item: Contact) -> str:
    """How it stands; `blocked_since` has to be read. Of a blocked one only that, for every reader."""
    return (
        str(gettext("Blocked, ask your AML officer")) if item.blocked_since else aml_record.state_word(item.state)
    )


def contact_state_tone(item: Contact) -> str:
    return "bad" if item.blocked_since else aml_record.state_tone(item.state)
