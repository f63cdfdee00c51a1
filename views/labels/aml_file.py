"""Words of a contact's file: its steps, states and levels."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

from app.aml.pages import PageName, Step
from models.values.identified import EvidenceKind, FilePart, Meeting, Side
from models.values.vigilance import ContactState, Effect, Level

STEPS: dict[Step, Any] = {
    Step.WHO: _l("Who"),
    Step.EVIDENCE: _l("Evidence"),
    Step.LISTS: _l("Lists"),
    Step.QUESTIONS: _l("Questions"),
    Step.RESULT: _l("Result"),
}
PAGE_LABELS: dict[PageName, Any] = {
    PageName.NAME: _l("Name"),
    PageName.BIRTH: _l("Birth"),
    PageName.HOME: _l("Nationality and home"),
    PageName.DOCUMENT: _l("Identity document"),
    PageName.COMPANY: _l("Name and number"),
    PageName.SEAT: _l("Seat and activity"),
    PageName.DIRECTORS: _l("Directors"),
    PageName.REPRESENTATIVE: _l("Representative"),
    PageName.OWNERS: _l("Beneficial owners"),
    PageName.REGISTER: _l("UBO register"),
    PageName.LISTING: _l("Stock exchange and funds"),
    PageName.REACH: _l("How to reach them"),
    PageName.WORK: _l("Profession"),
    PageName.PART: _l("Part in the file"),
    PageName.ACTING: _l("For whom they act"),
    PageName.MEETING: _l("Meeting and purpose"),
    PageName.EVIDENCE: _l("Evidence"),
    PageName.LISTS: _l("Lists"),
    PageName.QUESTIONS: _l("Questions"),
    PageName.RESULT: _l("Result"),
}
STATES: dict[ContactState, Any] = {
    ContactState.DRAFT: _l("Draft"),
    ContactState.ACCEPTED: _l("Accepted"),
    ContactState.REFUSED: _l("Refused"),
    ContactState.REPLACED: _l("Replaced"),
    ContactState.DROPPED: _l("Given up"),
}
# The last two are one word on screens: that only the officer may accept is said beside it.
LEVELS: dict[Level, Any] = {
    Level.SIMPLIFIED: _l("Simplified vigilance"),
    Level.STANDARD: _l("Standard vigilance"),
    Level.RAISED: _l("Raised vigilance"),
    Level.STOP: _l("Raised vigilance"),
}
LEVEL_TONES: dict[Level, str] = {
    Level.SIMPLIFIED: "good",
    Level.STANDARD: "good",
    Level.RAISED: "soon",
    Level.STOP: "bad",
}
EFFECTS: dict[Effect, Any] = {
    Effect.RAISED: _l("Raises"),
    Effect.STOP: _l("Only the officer may accept"),
    Effect.DOCUMENT: _l("Wants a document"),
    Effect.LOW: _l("Lowers"),
    Effect.WEAK: _l("Weak signal: two of them raise"),
    Effect.OFFICER: _l("The officer decides"),
}
PARTS: dict[FilePart, Any] = {
    FilePart.SELLER: _l("Seller"),
    FilePart.BUYER: _l("Buyer"),
    FilePart.LANDLORD: _l("Landlord"),
    FilePart.TENANT: _l("Tenant"),
    FilePart.MANDATARY: _l("Mandatary"),
    FilePart.BENEFICIAL_OWNER: _l("Beneficial owner"),
    FilePart.REPRESENTATIVE: _l("Representative"),
}
SIDES: dict[Side, Any] = {Side.CLIENT: _l("Client"), Side.COUNTERPARTY: _l("Counterparty")}
MEETINGS: dict[Meeting, Any] = {
    Meeting.FACE_TO_FACE: _l("Face to face"),
    Meeting.REMOTE: _l("Remote"),
}
EVIDENCE: dict[EvidenceKind, Any] = {
    EvidenceKind.IDENTITY_CARD: _l("Identity card"),
    EvidenceKind.PASSPORT: _l("Passport"),
    EvidenceKind.ARTICLES: _l("Coordinated articles of association"),
    EvidenceKind.DIRECTORS: _l("List of directors, with its publication in the Gazette"),
    EvidenceKind.POWERS: _l("Powers of representation, or extract of the register"),
    EvidenceKind.OWNERS_EXTRACT: _l("Extract of the UBO register"),
    EvidenceKind.REPRESENTATIVE_IDENTITY: _l("Identity of the representative"),
    EvidenceKind.OWNER_IDENTITY: _l("Identity of a beneficial owner"),
    EvidenceKind.MANDATE: _l("Mandate"),
    EvidenceKind.SOURCE_OF_WEALTH: _l("Source of wealth"),
    EvidenceKind.OTHER: _l("Something else"),
}
