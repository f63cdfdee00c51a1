"""Words of reports to the financial intelligence unit (FIU): how they stand, what was done, what lacks."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _l

from app.aml.goaml.profile import Severity
from app.aml.goaml.readiness import Finding
from models.values.fiu import OfficerActKind as Kind
from models.values.fiu import ReportKind
from models.values.fiu import ReportState as State

REPORT_STATES: dict[State, Any] = {
    State.DRAFT: _l("Being written"),
    State.MADE: _l("To be uploaded"),
    State.SENT: _l("With the FIU"),
    State.NO_OBJECTION: _l("No objection"),
    State.OPPOSED: _l("Opposed"),
    State.QUESTION: _l("The FIU asks something"),
    State.REJECTED: _l("Rejected by the portal"),
    State.ENDED: _l("Ended"),
}
REPORT_TONES: dict[State, str] = {
    State.DRAFT: "wait",
    State.MADE: "soon",
    State.SENT: "wait",
    State.NO_OBJECTION: "good",
    State.OPPOSED: "bad",
    State.QUESTION: "soon",
    State.REJECTED: "bad",
    State.ENDED: "off",
}
REPORT_KINDS: dict[ReportKind, Any] = {
    ReportKind.STR: _l("Suspicious transaction (STR)"),
    ReportKind.SAR: _l("Suspicious activity (SAR)"),
}
OFFICER_ACTS: dict[Kind, Any] = {
    Kind.HELD: _l("held it"),
    Kind.RELEASED: _l("released it"),
    Kind.REPORTED: _l("made the file for the FIU"),
    Kind.SENT: _l("uploaded the file"),
    Kind.NO_OBJECTION: _l("noted that the FIU doesn’t object"),
    Kind.OPPOSED: _l("noted that the FIU opposes"),
    Kind.QUESTION: _l("noted a question of the FIU"),
    Kind.QUESTION_ANSWERED: _l("answered the question"),
    Kind.REJECTED: _l("noted that the portal rejected the file"),
    Kind.ENDED: _l("ended the report"),
}
ANSWERS: dict[Kind, Any] = {
    Kind.NO_OBJECTION: _l("The FIU doesn’t object"),
    Kind.OPPOSED: _l("The FIU opposes until a day"),
    Kind.QUESTION: _l("The FIU asks something"),
    Kind.REJECTED: _l("The portal rejected the file"),
}
SEVERITIES: dict[Severity, Any] = {
    Severity.REQUIRED: _l("has to be there"),
    Severity.WEAK: _l("had better be there"),
}
CODE_LISTS: dict[str, Any] = {
    "report_codes": _l("Kinds of reports"),
    "transmodes": _l("Ways of paying"),
    "roles": _l("Roles of parties"),
    "funds": _l("Origins of money"),
    "deal_kinds": _l("Kinds of transactions"),
    "item_types": _l("Kinds of goods"),
    "item_statuses": _l("What became of goods"),
    "genders": _l("Sexes"),
    "identification_types": _l("Identity documents"),
    "address_types": _l("Kinds of addresses"),
    "contact_types": _l("Kinds of numbers"),
    "communication_types": _l("Ways of reaching"),
    "indicators": _l("Indicators"),
}
FIELDS: dict[tuple[str, str], Any] = {
    ("report", "rentity_id"): _l("Number of your office at the FIU"),
    ("report", "rentity_branch"): _l("Branch"),
    ("report", "fiu_ref_number"): _l("Earlier reference of the FIU"),
    ("report", "entity_reference"): _l("Our reference"),
    ("report", "reason"): _l("Reason"),
    ("report", "action"): _l("What the office did"),
    ("report", "location"): _l("Where the office learned of it"),
    ("report", "report_indicators"): _l("Indicators"),
    ("report_indicators", "indicator"): _l("Indicator"),
    ("report", "additional_information"): _l("Anything else"),
    ("report", "report_code"): _l("Kind of report"),
    ("transaction", "transactionnumber"): _l("Reference of the transaction"),
    ("transaction", "internal_ref_number"): _l("Our reference"),
    ("transaction", "date_transaction"): _l("Expected date"),
    ("transaction", "transmode_code"): _l("How it is paid"),
    ("transaction", "transmode_comment"): _l("More on how it is paid"),
    ("transaction", "amount_local"): _l("Price"),
    ("transaction", "involved_parties"): _l("Parties"),
    ("transaction", "parties"): _l("Parties"),
    ("activity", "parties"): _l("Who it is about"),
    ("transaction", "goods_services"): _l("The property"),
    ("transaction", "transaction_location"): _l("Place of the property"),
    ("transaction", "transaction_description"): _l("Description"),
    ("transaction", "comments"): _l("Remarks"),
    ("party", "role"): _l("Role"),
    ("party", "country"): _l("Country"),
    ("party", "significance"): _l("Significance"),
    ("party", "reason"): _l("Reason"),
    ("party", "comments"): _l("Remarks"),
    ("report", "is_suspected"): _l("Who is suspected"),
    ("person", "first_name"): _l("First names"),
    ("person", "last_name"): _l("Family name"),
    ("person", "title"): _l("Salutation"),
    ("person", "birthdate"): _l("Birth date"),
    ("person", "gender"): _l("Sex"),
    ("person", "birth_place"): _l("Birth place"),
    ("person", "alias"): _l("Other names"),
    ("person", "ssn"): _l("National number"),
    ("person", "passport_number"): _l("Passport number"),
    ("person", "id_number"): _l("Number of the identity card"),
    ("person", "nationality1"): _l("Nationality"),
    ("person", "residence"): _l("Country of residence"),
    ("person", "addresses"): _l("Address"),
    ("person", "occupation"): _l("Profession"),
    ("person", "identifications"): _l("Identity document"),
    ("person", "phones"): _l("Phone"),
    ("person", "email"): _l("E-mail"),
    ("person", "comments"): _l("Remarks"),
    ("person", "role"): _l("Role"),
    ("entity", "name"): _l("Name"),
    ("entity", "commercial_name"): _l("Other names"),
    ("entity", "incorporation_number"): _l("Enterprise number"),
    ("entity", "incorporation_legal_form"): _l("Legal form"),
    ("entity", "business"): _l("Activity"),
    ("entity", "email"): _l("E-mail"),
    ("entity", "addresses"): _l("Seat"),
    ("entity", "incorporation_country_code"): _l("Country of registration"),
    ("entity", "director_id"): _l("Representative"),
    ("entity", "incorporation_date"): _l("Start date"),
    ("entity", "comments"): _l("Remarks"),
    ("address", "address"): _l("Street and number"),
    ("address", "city"): _l("Town"),
    ("address", "zip"): _l("Postal code"),
    ("address", "country_code"): _l("Country"),
    ("address", "address_type"): _l("Kind of address"),
    ("item", "item_type"): _l("Kind of goods"),
    ("item", "status_code"): _l("What became of it"),
    ("item", "address"): _l("Address of the property"),
    ("item", "registration_number"): _l("Cadastral number"),
    ("item", "size"): _l("Size of the property"),
    ("item", "estimated_value"): _l("Price"),
    ("identification", "type"): _l("Type of the identity document"),
    ("identification", "number"): _l("Number of the identity document"),
    ("identification", "issue_country"): _l("Country of the identity document"),
    ("identification", "expiry_date"): _l("Last day of the identity document"),
    ("phone", "tph_number"): _l("Phone"),
}
# Elements that hold what another one holds.
_LIKE = {"report_party": "party", "director_id": "person", "location": "address"}


def report_state(state: str) -> str:
    """How a report stands."""
    return str(REPORT_STATES[State(state)])


def report_tone(state: str) -> str:
    return REPORT_TONES[State(state)]


def field_word(element: str, field: str) -> str:
    """What a field of the file is in words; its own name where the FIU asks for one we have no words for."""
    found = FIELDS.get((_LIKE.get(element, element), field))
    return str(found) if found is not None else f"{element}/{field}"


def finding_word(found: Finding) -> str:
    """What is the matter, as a sentence."""
    what = field_word(found.element, found.field)
    match found.code:
        case "too_long":
            told = ngettext("%(num)s character", "%(num)s characters", found.length)
            return str(
                gettext("%(what)s: %(told)s long, and the FIU takes %(most)s. Shorten it.", what=what, told=told,
                        most=found.most)
            )  # fmt: skip
        case "unknown_code":
            return str(gettext("%(what)s: the FIU has no code for “%(told)s”.", what=what, told=found.told))
        case "expired":
            return str(gettext("The identity document has expired."))
        case "nobody_suspected":
            return str(gettext("Nobody is marked as suspected."))
        case "one_side":
            return str(gettext("Only one side of the transaction is named."))
        case _:
            return str(gettext("%(what)s lacks.", what=what))
