"""Tools of the trade that a manager opens, what they ask, what they cost; and who uses them at Immo Peeters.

A text is (Dutch, French, English).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.demo.cast import AN, BRAM, ELS, Member
from app.demo.enterprises import PEETERS, Place, unit_of
from app.demo.governments import IMMO_PEETERS
from app.organisations.branches import BranchDetails, open_branch, place_member
from app.policy import Identity, Role
from app.rights.branch_tools import set_branch_tools
from app.rights.catalogue import add_row
from app.rights.tool_access import register_tool, set_access
from models.accounts import CardLink
from models.organisations import Member as Belongs
from models.organisations import Organisation
from models.rights import Admission, Price, Requirement, Tool, ToolRole
from models.values import EnterpriseNumber

Text = tuple[str, str, str]
_USER: Text = ("Gebruiker", "Utilisateur", "User")
_AGENT: Text = ("Vastgoedmakelaar", "Agent immobilier", "Estate agent")
_OFFICER: Text = ("Antiwitwas-verantwoordelijke", "Responsable anti-blanchiment", "AML officer")
_SYNDIC: Text = ("Syndicus", "Syndic", "Syndic")


@dataclass(frozen=True)
class Offer:
    """A tool: its roles by code, with the registers that the role asks of who uses it; prices by code, net; and
    statutory fees, which are outside the scope of VAT. `priced_since`: the first day of its prices, where it isn't
    that of all others."""

    code: str
    name: Text
    described: Text
    roles: tuple[tuple[str, Text, tuple[str, ...]], ...]
    prices: tuple[tuple[str, Text, str], ...] = ()
    fees: tuple[tuple[str, Text, str], ...] = ()
    to_register: tuple[str, ...] = ()
    key_level: str = "code"
    listed: bool = False
    oneself: bool = False
    priced_since: date | None = None


OFFERS = (
    Offer("agenda", ("Kantooragenda", "Agenda d’agence", "Office diary"),
          ("Bezoeken en afspraken van het kantoor.", "Visites et rendez-vous de l’agence.",
           "Visits and appointments."),
          (("user", _USER, ()),),
          (("reminder", ("Herinneringsbrief", "Lettre de rappel", "Reminder letter"), "1.20"),),
          key_level="basic"),
    Offer("aml", ("Antiwitwasdossier", "Dossier anti-blanchiment", "AML files"),
          ("Cliënten identificeren, screenen en de waakzaamheid bepalen.",
           "Identifier et filtrer les clients, déterminer la vigilance.", "Identify and screen clients."),
          (("member", _USER, ()), ("officer", _OFFICER, ("biv",))),
          (("vigilance", ("Waakzaamheid van een verrichting", "Vigilance d’une opération",
                          "Vigilance of one transaction"), "19.00"),
           ("bronze", ("Waakzaamheid brons, 20 verrichtingen", "Vigilance bronze, 20 opérations",
                       "Vigilance bronze, 20 transactions"), "224.00"),
           ("silver", ("Waakzaamheid zilver, 100 verrichtingen", "Vigilance argent, 100 opérations",
                       "Vigilance silver, 100 transactions"), "440.00"),
           ("gold", ("Waakzaamheid goud, onbeperkt", "Vigilance or, illimitée",
                     "Vigilance gold, unlimited"), "665.00")),
          key_level="high", listed=True, priced_since=date(2025, 1, 1)),
    Offer("valuations", ("Schattingen", "Estimations", "Valuations"),
          ("Vergelijkingspunten en schattingsverslagen.", "Points de comparaison et rapports d’estimation.",
           "Comparables and valuation reports."),
          (("agent", _AGENT, ("biv",)),),
          (("report", ("Schattingsverslag", "Rapport d’estimation", "Valuation report"), "12.00"),),
          to_register=("biv",)),
    Offer("mandates", ("Mandatenregister", "Registre des mandats", "Register of mandates"),
          ("Mandaten van syndici registreren.", "Enregistrer les mandats de syndic.",
           "Register the mandates of syndics."),
          (("syndic", _SYNDIC, ("biv", "lawyers", "notaries")),), key_level="high"),
    Offer("cadastre", ("Kadastrale opzoeking", "Recherche cadastrale", "Cadastral search"),
          ("Percelen en eigenaars opzoeken, per opzoeking betaald.",
           "Rechercher parcelles et propriétaires, payé par recherche.",
           "Look up parcels and owners, paid per search."),
          (("agent", _AGENT, ("biv", "notaries")),),
          (("search", ("Opzoeking", "Recherche", "Search"), "4.50"),),
          (("extract", ("Retributie voor een uittreksel", "Redevance d’extrait", "Fee for an extract"), "8.70"),),
          key_level="high"),
    Offer("staff", ("Personeelsopleiding", "Formation du personnel", "Staff training"),
          ("Opleidingen van het Sociaal Fonds.", "Formations du Fonds social.", "Training by the Social Fund."),
          (("user", _USER, ()),), to_register=("sf323",), key_level="basic"),
    Offer("listings", ("Pandenbank", "Banque de biens", "Listings"),
          ("Panden publiceren op de zoekertjessites.", "Publier les biens sur les portails.",
           "Publish properties."),
          (("agent", _AGENT, ("biv",)), ("user", _USER, ()))),
    Offer("energy", ("Energiecertificaten", "Certificats énergétiques", "Energy certificates"),
          ("Certificaten opvragen bij een pand.", "Demander les certificats d’un bien.", "Ask for certificates."),
          (("user", _USER, ()),), (("copy", ("Kopie", "Copie", "Copy"), "1.25"),), key_level="basic"),
    Offer("contracts", ("Modelcontracten", "Contrats types", "Model contracts"),
          ("Compromis en huurcontracten opmaken.", "Rédiger compromis et baux.", "Draw up contracts."),
          (("agent", _AGENT, ("biv",)),)),
    Offer("academy", ("Leerplatform", "Plateforme d’apprentissage", "Learning"),
          ("Permanente vorming, ook in eigen naam.", "Formation permanente, aussi en nom propre.", "Training."),
          (("user", _USER, ()),), key_level="basic", oneself=True),
)  # fmt: skip
# Tools whose pages are this house's own.
_OURS = {"aml": "/contacts/list/", "mandates": "/mandate-cases/list/"}
# tool → who of the office uses it, in which role.
_LAUNDERING = "aml"
_USED = {
    "agenda": (("an", "user"), ("bram", "user")),
    "valuations": (("bram", "agent"),),
    "aml": (("bram", "member"), ("an", "officer")),
    "cadastre": (("bram", "agent"),),
    "energy": (("an", "user"), ("bram", "user")),
}


def add_office_tools(
    session: Session, actor: Identity, since: date, now: datetime
) -> dict[str, tuple[int, dict[str, int]]]:
    """Every tool with its roles, requirements, and prices that count since that day; tool and roles by code."""
    return {offer.code: _add(session, actor, offer, since, now) for offer in OFFERS}


def _add(
    session: Session, actor: Identity, offer: Offer, since: date, now: datetime
) -> tuple[int, dict[str, int]]:
    described = zip(("description_nl", "description_fr", "description_en"), offer.described, strict=True)
    values: dict[str, Any] = {
        "code": f"office-{offer.code}",
        **_names(offer.name),
        **dict(described),
        "link": _OURS.get(offer.code, f"https://{offer.code}.example/"),
        "key_level": offer.key_level,
        "helpdesk_email": f"helpdesk@{offer.code}.example",
        "opened_by": "manager",
        "listed_only": offer.listed,
        "usable_as_oneself": offer.oneself,
    }
    tool_id = add_row(session, actor, Tool, values, now).id
    roles = {}
    for code, name, registers in offer.roles:
        role = add_row(session, actor, ToolRole, {"tool_id": tool_id, "code": code, **_names(name)}, now)
        roles[code] = role.id
        if registers:
            _ask(session, actor, tool_id, role.id, "use", registers, now)
    if offer.to_register:
        _ask(session, actor, tool_id, None, "registration", offer.to_register, now)
    for code, name, net in (*offer.prices, *offer.fees):
        price = {
            "code": code,
            **_names(name),
            "net": Decimal(net),
            "vat_percent": 21 if (code, name, net) in offer.prices else 0,
            "first_day": offer.priced_since or since,
        }
        add_row(session, actor, Price, {"tool_id": tool_id, **price}, now)
    return tool_id, roles


def _ask(
    session: Session,
    actor: Identity,
    tool_id: int,
    role_id: int | None,
    purpose: str,
    registers: tuple[str, ...],
    now: datetime,
) -> None:
    values = {"role_id": role_id, "purpose": purpose, "holder": "person", "registers": list(registers)}
    add_row(session, actor, Requirement, {"tool_id": tool_id, **values}, now)


def admit(session: Session, actor: Identity, tool_id: int, enterprise_number: str, now: datetime) -> None:
    """An office on the admission list, as member of its federation."""
    values = {"enterprise_number": enterprise_number, "ground": "federation", "first_day": clock.day_of(now)}
    add_row(session, actor, Admission, {"tool_id": tool_id, **values}, now)


Tools = dict[str, tuple[int, dict[str, int]]]
"""By its code, a tool's number and those of its roles."""


def use_against_laundering(
    session: Session, central: Identity, accounts: dict[Member, int], tools: Tools, since: datetime
) -> None:
    """An registers the tool against laundering as soon as its office is there, so that its years have an officer;
    she and Bram linked their eID for it. In office scope."""
    for member in (AN, BRAM):
        session.add(linked_eid(accounts[member], since))
    session.flush()
    admit(session, central, tools[_LAUNDERING][0], EnterpriseNumber.parse(IMMO_PEETERS.number).digits, since)
    _use(session, accounts, tools, {_LAUNDERING: _USED[_LAUNDERING]}, since)


def open_office(session: Session, accounts: dict[Member, int], tools: Tools, now: datetime) -> None:
    """An registers what else the office uses of these tools, and says who does. In office scope.

    Els, whose accreditation was struck off, hasn't linked her eID: her row says what is missing.
    """
    others = {code: used for code, used in _USED.items() if code != _LAUNDERING}
    manager, bram = _use(session, accounts, tools, others, now)
    _open_branches(session, manager, bram, tools["energy"][0], now)


def _use(
    session: Session,
    accounts: dict[Member, int],
    tools: Tools,
    used: Mapping[str, Sequence[tuple[str, str]]],
    at: datetime,
) -> tuple[Identity, Belongs]:
    """Registers these tools with who uses them as what; gives An as manager, and Bram's membership."""
    number = EnterpriseNumber.parse(IMMO_PEETERS.number)
    theirs = select(Belongs).join(Organisation, Organisation.id == Belongs.organisation_id)
    theirs = theirs.where(Organisation.enterprise_number == number.digits, Belongs.state == "confirmed")
    found = {one.account_id: one for one in session.scalars(theirs)}
    ids = {member.username.split(".")[0]: found[accounts[member]].id for member in (AN, BRAM, ELS)}
    manager = found[accounts[AN]]
    who = Identity(
        manager.account_id, manager.person_id, frozenset({Role.PERSON, Role.MANAGER}), manager.organisation_id
    )
    for code, roles_used in used.items():
        tool_id, roles = tools[code]
        register_tool(session, who, tool_id, at)
        set_access(session, who, {(ids[name], roles[role]): "user" for name, role in roles_used}, at)
    return who, found[accounts[BRAM]]


def _open_branches(session: Session, manager: Identity, bram: Belongs, closed: int, now: datetime) -> None:
    """Both establishments of Immo Peeters; Bram works at the coast, where one tool is closed."""
    made = [open_branch(session, manager, _branch(base, name, place), now) for base, name, place in PEETERS.units]
    place_member(session, manager, bram, made[-1].id, now)
    set_branch_tools(session, manager, made[-1].id, {closed}, set(), now)


def _branch(base: int, name: str, place: Place) -> BranchDetails:
    street = f"{place.street_nl} {place.house_number}"
    return BranchDetails(name, unit_of(base), street, place.postal_code, place.place_nl)


def linked_eid(account_id: int, now: datetime) -> CardLink:
    """An eID linked at this instant by the desk reader, its certificate in good standing."""
    return CardLink(
        account_id=account_id,
        linked_at=now,
        last_used_at=now,
        way="desk_reader",
        serial="",
        standing="good",
        standing_at=now,
    )


def _names(text: Text) -> dict[str, str]:
    return dict(zip(("name_nl", "name_fr", "name_en"), text, strict=True))
