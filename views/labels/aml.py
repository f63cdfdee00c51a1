"""Words of the lists: kinds of names, forms, states of loads, why one is refused, what of a file wasn't read."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.aml.lists.queries import LoadEffect
from app.aml.lists.reading import WhyNotRead, WhyUnreadable
from app.aml.lists.versions import FactKind
from models.values import ListFormat, LoadState, NameKind, WhyRefused

NAME_KINDS: dict[NameKind, Any] = {
    NameKind.MAIN: _l("Name"),
    NameKind.ALIAS: _l("Also called"),
    NameKind.WEAK: _l("Weak name, of little use alone"),
}
LIST_FORMATS: dict[ListFormat, Any] = {
    ListFormat.EU: _l("XML of the European Union (FSF 1.1)"),
    ListFormat.UN: _l("XML of the United Nations"),
    ListFormat.BELGIUM: _l("CSV of FPS Finance"),
    ListFormat.TARGETS: "OpenSanctions, targets.simple.csv",
    ListFormat.ENTITIES: "OpenSanctions, entities.ftm.json",
}
LOAD_STATES: dict[LoadState, Any] = {
    LoadState.READING: _l("Being read"),
    LoadState.HELD: _l("Waits for your decision"),
    LoadState.LOADED: _l("Loaded"),
    LoadState.REFUSED: _l("Refused"),
    LoadState.SAME: _l("Nothing new"),
}
EFFECTS: dict[LoadEffect, Any] = {
    LoadEffect.ADDED: _l("Added"),
    LoadEffect.CHANGED: _l("Changed"),
    LoadEffect.REMOVED: _l("Removed"),
}
# Each says why, and what to do next.
WHY_REFUSED: dict[str, Any] = {
    WhyRefused.OLDER: _l(
        "This list is older than the one that stands, so nothing was changed. Load the latest one that was"
        " published."
    ),
    WhyRefused.DECLINED: _l(
        "Somebody decided not to load it, so nothing was changed. Load the list again when its publisher has put"
        " it right."
    ),
    WhyRefused.SILENT: _l(
        "Where this list is published, nobody answered for an hour, so nothing was changed. It is fetched again"
        " tonight; you can also fetch it now, or load a file."
    ),
    WhyRefused.GONE: _l(
        "The file that was brought is no longer there, so nothing was changed. Load it once more."
    ),
    WhyRefused.LOST: _l("Nobody read it for a day, so nothing was changed. Load the list once more."),
    WhyUnreadable.OTHER_FORM: _l(
        "This file isn't written as this list is, so nothing was changed. Check that you chose the right list, and"
        " the right file."
    ),
    WhyUnreadable.CUT_OFF: _l(
        "This file is cut off: its end is missing, so nothing was changed. Download it again, whole, and load"
        " that."
    ),
    WhyUnreadable.DAMAGED: _l(
        "This file is damaged, so nothing was changed. Download it again and load that; if that is damaged too,"
        " tell"
        " its publisher."
    ),
    WhyUnreadable.HOSTILE: _l(
        "This file holds what no list needs and what could do harm (a document type or entities), so nothing was"
        " changed. Download it from its publisher, over https."
    ),
    WhyUnreadable.ENCODING: _l(
        "This file holds signs that can't be read as text, so nothing was changed. Download it again, and don't"
        " open"
        " it in another program before you load it."
    ),
    WhyUnreadable.NO_ENTRIES: _l(
        "There is no entry in this file, so nothing was changed. Check that you chose the right file."
    ),
    WhyUnreadable.NO_KEY: _l(
        "An entry in this file has no number by which it can be known again, so nothing was changed. Download"
        " it again"
        " and load that; if it is the same, tell its publisher."
    ),
    WhyUnreadable.KEY_TWICE: _l(
        "Two different entries in this file have the same number, so nothing was changed. Download it again and"
        " load"
        " that; if it is the same, tell its publisher."
    ),
    WhyUnreadable.TOO_LARGE: _l(
        "This file, or a line of it, is larger than any list, so nothing was changed. Check that you chose the"
        " right file."
    ),
}
PROBLEMS: dict[str, Any] = {
    WhyNotRead.NO_NAME: _l("An entry without a name was left out."),
    WhyNotRead.KIND: _l("What kind of entry it is isn't known; it is compared with everything."),
    WhyNotRead.NAME: _l("A name is too long; it was left out."),
    WhyNotRead.BIRTH_DATE: _l("A birth date can't be read; it counts as unknown."),
    WhyNotRead.DAY: _l("A day can't be read; it was left out."),
    WhyNotRead.COUNTRY: _l("A country isn't known; it was left out."),
    WhyNotRead.NUMBER: _l("A number can't be read; it was left out."),
    WhyNotRead.TOO_MANY: _l("There are more facts than anybody has; the rest was left out."),
}
FACT_KINDS: dict[FactKind, Any] = {
    FactKind.KIND: _l("Kind"),
    FactKind.NAMES: _l("Names"),
    FactKind.BIRTH_DATES: _l("Birth date"),
    FactKind.COUNTRIES: _l("Countries"),
    FactKind.IDENTIFIERS: _l("Numbers"),
    FactKind.SEX: _l("Sex"),
    FactKind.TOPICS: _l("Reason for the listing"),
    FactKind.PROGRAMMES: _l("Regime"),
    FactKind.FUNCTIONS: _l("Functions"),
    FactKind.ADDRESSES: _l("Addresses"),
    FactKind.REMARKS: _l("Remarks"),
    FactKind.REFERENCE: _l("Reference"),
    FactKind.PAGE: _l("Page at the source"),
    FactKind.LISTED_ON: _l("On the list since"),
    FactKind.OTHER_KEYS: _l("Other numbers at the source"),
}
