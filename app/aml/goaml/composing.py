"""From what the office knows and what the officer wrote to the elements of a report. Pure.

Nothing is cut and nothing is made up: what isn't known isn't there, and `readiness` tells it.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.aml.goaml.composing_parties import named_element, place_element, reporter_element
from app.aml.goaml.elements import Coded, Element, Whose, WhoseKind, leaf, made
from app.aml.goaml.gathered import Gathered, Involved, ReportedDeal
from app.aml.goaml.profile import Code, Profile, code_of
from app.aml.goaml.told import PartyTold, ReportDetails
from app.clock import BRUSSELS
from app.words import Words
from models.values.dealt import FinancingKind, FinancingPart
from models.values.fiu import ReportKind


def composed(profile: Profile, known: Gathered, told: ReportDetails, _: Words) -> Element:
    """The whole report; `_` are the words of its language."""
    mine = Whose(WhoseKind.REPORT, known.report_id)
    # What has no time zone is meant to be local.
    at = known.at.astimezone(BRUSSELS).replace(tzinfo=None)
    found = made(
        "report",
        leaf("schema_version", profile.schema_version),
        leaf("rentity_id", told.rentity_id or profile.rentity_id),
        leaf("rentity_branch", told.rentity_branch),
        leaf("submission_code", profile.submission_code),
        leaf("report_code", _coded(profile.report_codes, str(known.kind))),
        leaf("entity_reference", known.reference),
        leaf("fiu_ref_number", told.fiu_ref),
        leaf("submission_date", at),
        leaf("currency_code_local", profile.currency),
        reporter_element(known.reporter),
        place_element("location", profile, told.location, "office"),
        leaf("reason", told.reason),
        leaf("action", told.action),
        _transaction(profile, known, told, _) if known.kind is ReportKind.STR else None,
        _activity(profile, known, told) if known.kind is ReportKind.SAR else None,
        made(
            "report_indicators", *(leaf("indicator", _chosen(profile.indicators, one)) for one in told.indicators)
        ),
        leaf("additional_information", told.additional),
        whose=mine,
    )
    assert found is not None  # noqa: S101 - it has at least its date
    return found


def named_parties(known: Gathered, told: ReportDetails) -> list[tuple[Involved, PartyTold]]:
    """Those who are named in the report, with what is said of each."""
    found = ((one, told.of(one.root_id, one.role)) for one in known.parties)
    return [(one, said) for one, said in found if not said.left_out]


def _transaction(profile: Profile, known: Gathered, told: ReportDetails, _: Words) -> Element | None:
    deal = known.deal
    if deal is None:
        return None
    whose = Whose(WhoseKind.DEAL, deal.id, deal.reference)
    mine = Whose(WhoseKind.REPORT, known.report_id)
    kind = next((one for one in profile.deal_kinds if one.ours == deal.kind), None)
    parties = (_party("party", profile, one, said) for one, said in named_parties(known, told))
    return made(
        "transaction",
        leaf("transactionnumber", deal.reference),
        leaf("internal_ref_number", known.reference),
        leaf("transaction_location", _town(deal)),
        leaf("transaction_description", f"{kind.named(_.language)}: {deal.reference}" if kind else deal.reference),
        _by(leaf("date_transaction", _on(deal, told)), mine),
        _by(leaf("transmode_code", _chosen(profile.transmodes, told.transmode)), mine),
        _by(leaf("transmode_comment", told.transmode_comment), mine),
        leaf("amount_local", deal.price),
        made("involved_parties", *parties),
        made("goods_services", _item(profile, deal, told)),
        leaf("comments", _comments(profile, deal, _)),
        whose=whose,
    )


def _activity(profile: Profile, known: Gathered, told: ReportDetails) -> Element | None:
    parties = (_party("report_party", profile, one, said) for one, said in named_parties(known, told))
    return made("activity", made("report_parties", *parties))


def _party(tag: str, profile: Profile, one: Involved, said: PartyTold) -> Element | None:
    """With what the officer says of it. Its country: where it lives or has its seat."""
    return made(
        tag,
        leaf("role", _coded(profile.roles, one.role)),
        named_element(profile, one),
        leaf("country", _country(one)),
        leaf("is_suspected", value=True) if said.is_suspected else None,
        leaf("significance", said.significance),
        leaf("reason", said.reason),
        leaf("comments", said.comments),
        whose=Whose(WhoseKind.CONTACT, one.contact_id, one.name),
    )


def _item(profile: Profile, deal: ReportedDeal, told: ReportDetails) -> Element | None:
    """What is sold, let or managed. Only its size is the report's own."""
    known = deal.details
    return made(
        "item",
        leaf("item_type", _coded(profile.item_types, str(deal.kind))),
        leaf("estimated_value", deal.price),
        leaf("status_code", _coded(profile.item_statuses, str(deal.kind))),
        leaf("currency_code", profile.currency if deal.price is not None else ""),
        leaf("size", told.size),
        place_element("address", profile, known.property, "property"),
        leaf("registration_number", known.cadastral),
    )


def _comments(profile: Profile, deal: ReportedDeal, _: Words) -> str:
    """What the file of the deal tells and no element of its own is for, a line each."""
    known = deal.details
    beside = (
        (_("Deposit"), f"{_euro(known.deposit_cents)} {profile.currency}" if known.deposit_cents else ""),
        (_("Account that is debited"), f"{known.account} {known.account_holder}".strip() if known.account else ""),
        (_("Mandate given on"), _.day(known.mandate_on) if known.mandate_on else ""),
        (_("Notary"), known.notary),
    )
    lines = [
        *(_part(profile, one, _.language) for one in known.financing),
        *(f"{label}: {value}" for label, value in beside if value),
        known.remarks,
    ]
    return "\n".join(filter(None, lines))


def _part(profile: Profile, one: FinancingPart, language: str) -> str:
    note = f" ({one.note})" if one.note else ""
    return f"{_fund(profile, one.kind, language)}: {_euro(one.cents)} {profile.currency}{note}"


def _fund(profile: Profile, kind: FinancingKind, language: str) -> str:
    """Where money comes from, in words and by its code."""
    found = next((one for one in profile.funds if one.ours == kind), None)
    return f"{found.named(language)} [{found.code}]" if found else str(kind)


def _euro(cents: int) -> str:
    return f"{Decimal(cents) / 100:.2f}"


def _town(deal: ReportedDeal) -> str:
    where = deal.details.property
    return f"{where.postal_code} {where.place}".strip()


def _on(deal: ReportedDeal, told: ReportDetails) -> date | None:
    """The day of the deal: the one that is expected, else that of the mandate, else the one the officer tells."""
    return deal.details.expected_on or deal.details.mandate_on or told.happens_on


def _country(one: Involved) -> str:
    where = getattr(one.details, "address", None) or getattr(one.details, "seat", None)
    return str(where.country) if where is not None else ""


def _by(found: Element | None, whose: Whose) -> Element | None:
    return Element(found.tag, found.kind, found.text, found.children, whose, found.unknown) if found else None


def _coded(codes: tuple[Code, ...], ours: str) -> Coded:
    return Coded(ours, code_of(codes, ours))


def _chosen(codes: tuple[Code, ...], code: str) -> Coded:
    """A code that was chosen; one that isn't in the profile any more is unknown."""
    return Coded(code, code if any(one.code == code for one in codes) else None)
