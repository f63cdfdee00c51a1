"""An annual report in words of a language: what its figures, parts and texts are called, on paper and screen."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import format_decimal

from app.aml.annual.figures import NONE, Breakdown, Figure, How, Section, Unit, section_of
from app.aml.annual.texts import Text
from app.aml.known import country_in
from app.words import Words
from models.values import Money
from models.values.dealt import DealKind
from models.values.fiu import ReportKind
from models.values.registers import Conclusion, OfficeRisk
from models.values.vigilance import Level

_DAY = 86_400


def section_word(_: Words, section: str) -> str:
    return {
        "contacts": _("Contacts decided on"),
        "profiles": _("Risk profiles decided on"),
        "deals": _("Transactions decided on"),
        "atypical": _("Atypical operations"),
        "notifications": _("Notifications to the AML officer"),
        "reports": _("Reports to the FIU"),
        "breaches": _("Cash above the limit"),
        "discrepancies": _("Differences with the UBO register"),
        "trainings": _("Trainings"),
        "attendances": _("Participations in trainings"),
        "members": _("Members who followed a training"),
    }[section]


def meaning_word(_: Words, section: str) -> str:
    """What is counted, in a sentence."""
    return {
        "contacts": _("Each contact once, by the last decision about it in the year."),
        "profiles": _("Risk profiles that were accepted or refused in the year."),
        "deals": _("Transactions that were accepted or refused in the year."),
        "atypical": _("Operations that were noted as atypical in the year."),
        "notifications": _("Notifications that were sent in the year, and what became of them since."),
        "reports": _("Reports whose first file was made in the year, by the last answer of the FIU."),
        "breaches": _("By the day on which it happened, without entries that were withdrawn."),
        "discrepancies": _("By the day on which they were noted, without entries that were withdrawn."),
        "trainings": _("By the day on which they were held, without entries that were withdrawn."),
        "attendances": _("Each member at each training."),
        "members": _("Each member once, however many trainings he or she followed."),
    }[section]


def breakdown_word(_: Words, section: str, breakdown: str) -> str:
    return {
        "verdict": _("By decision"),
        "kind": _("By kind"),
        "side": _("By side"),
        "level": _("By vigilance"),
        "pep": _("Politically exposed"),
        "country": _("By country of residence or seat"),
        "band": _("By value"),
        "conclusion": _("By conclusion"),
        "state": _("How they stand"),
        "outcome": _("What became of them"),
        "about": _("By what they are about"),
        "answer": _("By answer of the FIU"),
    }[breakdown]


def part_word(_: Words, section: str, breakdown: str, part: str) -> str:
    if breakdown == "country":
        return _("Not known") if part == NONE else country_in(_, part)
    return _parts(_)[(section, breakdown) if (section, breakdown) in _parts(_) else ("", breakdown)][part]


def _parts(_: Words) -> dict[tuple[str, str], Mapping[str, str]]:
    return {
        ("", "verdict"): {
            "accepted": _("Accepted"),
            "in_spite": _("Accepted in spite of raised vigilance"),
            "refused": _("Refused"),
        },
        ("", "level"): {
            Level.SIMPLIFIED: _("Simplified vigilance"),
            Level.STANDARD: _("Standard vigilance"),
            Level.RAISED: _("Raised vigilance"),
            NONE: _("Refused before there was a level"),
        },
        ("contacts", "kind"): {"person": _("Persons"), "organisation": _("Organisations")},
        ("deals", "kind"): {
            DealKind.SALE: _("Sale"),
            DealKind.PURCHASE: _("Purchase"),
            DealKind.EXCHANGE: _("Exchange"),
            DealKind.LETTING: _("Letting"),
            DealKind.BUSINESS_TRANSFER: _("Business transfer"),
            DealKind.MANAGEMENT: _("Property management"),
        },
        ("reports", "kind"): {
            ReportKind.STR: _("Suspicious transaction (STR)"),
            ReportKind.SAR: _("Suspicious activity (SAR)"),
        },
        ("", "side"): {"client": _("Client"), "counterparty": _("Counterparty"), NONE: _("Not known")},
        ("", "pep"): {
            "pep": _("Politically exposed, or its owner or representative is"),
            "close": _("Close to a politically exposed person"),
            "no": _("Not politically exposed"),
        },
        ("", "band"): {
            "below_250": _("Price below € 250,000"),
            "below_500": _("Price from € 250,000, below € 500,000"),
            "up_to_1000": _("Price from € 500,000 to € 1,000,000"),
            "above": _("Price above € 1,000,000"),
            "letting": _("Lettings (rent)"),
            "management": _("Property management (fee)"),
            NONE: _("Without a price"),
        },
        ("", "conclusion"): {
            Conclusion.UNSUSPICIOUS: _("Nothing suspicious"),
            Conclusion.SUSPICIOUS: _("Suspicious: to be reported"),
            NONE: _("No conclusion yet"),
        },
        ("notifications", "state"): {"decided": _("Closed or decided"), "open": _("Undecided")},
        ("discrepancies", "state"): {
            "open": _("Not reported yet"),
            "reported": _("Reported to the register"),
            "settled": _("Settled"),
        },
        ("", "outcome"): {
            "accepted": _("The officer accepted"),
            "refused": _("The officer refused"),
            "closed": _("Closed with an answer"),
            "open": _("Undecided"),
        },
        ("notifications", "about"): {
            "client": _("About a client"),
            "counterparty": _("About a counterparty"),
            "deal": _("About a transaction"),
        },
        ("breaches", "about"): {
            "contact": _("About a contact"),
            "deal": _("About a transaction"),
            NONE: _("About neither of the office’s own"),
        },
        ("", "answer"): {
            "no_objection": _("No objection"),
            "opposed": _("Opposed"),
            "question": _("The FIU asks something"),
            "rejected": _("Rejected by the portal"),
            NONE: _("No answer yet"),
        },
    }


def figure_word(_: Words, figure: Figure) -> str:
    """What a figure is called, apart from its section."""
    if figure.how is not How.COUNT:
        return {
            "notifications.median": _("Median time to a decision"),
            "breaches.amount": _("Amount in all"),
            "trainings.minutes": _("Hours of training given"),
            "attendances.minutes": _("Hours followed, of all members"),
        }[figure.code]
    named = figure.code.split(".")
    return part_word(_, *named) if len(named) == 3 else _("In all")


def whole_word(_: Words, figure: Figure) -> str:
    """A figure with its section, as a title."""
    section = section_word(_, figure.section)
    return section if figure.code == figure.section else f"{section}: {figure_word(_, figure)}"


def value_word(_: Words, figure: Figure, value: int | None) -> str:
    """The value as it is read; – for the middle of nothing."""
    if value is None:
        return "–"
    return str(value) if figure.how is How.COUNT else measure_word(_, section_of(figure.code), value)


def measure_word(_: Words, section: Section, value: int) -> str:
    """What a record measures, or what several come to."""
    if section.unit is Unit.CENTS:
        return _.money(Money(Decimal(value).scaleb(-2)))
    if section.unit is Unit.MINUTES:
        return _("%(hours)s h", hours=format_decimal(round(value / 60, 2), locale=_.language))
    return _("%(days)s d", days=format_decimal(round(value / _DAY, 1), locale=_.language))


def breakdown_title(_: Words, section: Section, breakdown: Breakdown) -> str:
    return breakdown_word(_, section.code, breakdown.name)


def text_word(_: Words, text: Text) -> str:
    return {
        Text.RISK: _("The office’s own risk"),
        Text.ACCEPTANCE: _("Client acceptance policy"),
        Text.TRAINING: _("Training"),
        Text.SHORTCOMINGS: _("Shortcomings"),
        Text.PLAN: _("Action plan"),
        Text.REMARKS: _("Remarks"),
    }[text]


def risk_word(_: Words, risk: str) -> str:
    return {
        OfficeRisk.LOW: _("Low risk"),
        OfficeRisk.STANDARD: _("Standard risk"),
        OfficeRisk.HIGH: _("High risk"),
    }[OfficeRisk(risk)]
