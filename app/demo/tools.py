"""Twelve tools with their roles and kinds of right, made through the catalogue by the central team.

A text is (Dutch, French, English). A role has the code of the kind that opens it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app import events
from app.policy import Identity
from app.rights.catalogue import add_row
from app.rights.rules import LOCAL_ADMINISTRATOR, MAIN_ACCESS_MANAGER
from models.rights import ContextValue, RightKind, Tool, ToolOwner, ToolRole

Text = tuple[str, str, str]

EVERYWHERE = ("municipality", "city", "province", "social_welfare", "other")
ENTERPRISES = ("enterprise",)
TOWNS = ("municipality", "city")
INSIDE = ("employee",)
BOTH = ("employee", "external")
OUTSIDE = ("external",)


@dataclass(frozen=True)
class Opening:
    """A kind of right and the role it opens; `contexts` are the values it asks to choose from."""

    code: str
    role: Text
    name: Text
    max_months: int
    governments: tuple[str, ...] = EVERYWHERE
    categories: tuple[str, ...] = INSIDE
    types: tuple[str, ...] = ("standard", "secretary")
    contexts: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Offer:
    """A tool and everything it opens. `owned` tools have Joris as application owner."""

    code: str
    name: Text
    description: Text
    openings: tuple[Opening, ...]
    key_level: str = "high"
    owned: bool = False


_USER: Text = ("Gebruiker", "Utilisateur", "User")
_READER: Text = ("Lezer", "Lecteur", "Reader")
_QUARTERS = (
    ("centre", ("Centrum", "Centre", "Centre")),
    ("north", ("Noord", "Nord", "North")),
    ("south", ("Zuid", "Sud", "South")),
)
_DOMAINS = (
    ("culture", ("Cultuur", "Culture", "Culture")),
    ("sport", ("Sport", "Sport", "Sports")),
    ("youth", ("Jeugd", "Jeunesse", "Youth")),
)
_MODULES = (
    ("building", ("Stedenbouw", "Urbanisme", "Town planning")),
    ("environment", ("Milieu", "Environnement", "Environment")),
    ("retail", ("Kleinhandel", "Commerce de détail", "Retail")),
)

OFFERS = (
    Offer(
        "rights-administration",
        ("Rechtenbeheer", "Gestion des droits", "Rights administration"),
        (
            "Relaties en gebruikersrechten van uw bestuur beheren.",
            "Gérer les relations et les droits d'utilisateur de votre administration.",
            "Manage the relations and user rights of your government.",
        ),
        (
            Opening(
                LOCAL_ADMINISTRATOR,
                ("Lokale beheerder", "Gestionnaire local", "Local administrator"),
                ("Lokale beheerder", "Gestionnaire local", "Local administrator"),
                24,
            ),
            Opening(
                MAIN_ACCESS_MANAGER,
                ("Hoofdtoegangsbeheerder", "Gestionnaire d'accès principal", "Main access manager"),
                ("Hoofdtoegangsbeheerder", "Gestionnaire d'accès principal", "Main access manager"),
                24,
                ENTERPRISES,
                BOTH,
                ("standard",),
            ),
        ),
    ),
    Offer(
        "population-desk",
        ("Loket burgerzaken", "Guichet population", "Population desk"),
        (
            "Attesten, adreswijzigingen en aangiften van de burgerlijke stand.",
            "Attestations, changements d'adresse et déclarations à l'état civil.",
            "Certificates, changes of address and civil registration.",
        ),
        (
            Opening(
                "population-consult",
                _READER,
                ("Burgerzaken raadplegen", "Consulter la population", "Consult population files"),
                12,
                (*TOWNS, "social_welfare"),
            ),
            Opening(
                "population-handle",
                ("Loketmedewerker", "Agent de guichet", "Desk clerk"),
                ("Burgerzaken behandelen", "Traiter les dossiers population", "Handle population files"),
                12,
                TOWNS,
            ),
            Opening(
                "population-sign",
                ("Ondertekenaar", "Signataire", "Signatory"),
                ("Akten ondertekenen", "Signer les actes", "Sign civil records"),
                6,
                TOWNS,
            ),
        ),
    ),
    Offer(
        "permits",
        ("Omgevingsloket voor besturen", "Permis pour les administrations", "Permits for governments"),
        (
            "Vergunningsaanvragen ontvangen, adviseren en beslissen.",
            "Recevoir les demandes de permis, donner un avis et décider.",
            "Receive permit applications, advise and decide.",
        ),
        (
            Opening(
                "permit-handle",
                ("Dossierbehandelaar", "Gestionnaire de dossiers", "Case handler"),
                ("Vergunningsdossiers behandelen", "Traiter les dossiers de permis", "Handle permit files"),
                24,
                (*TOWNS, "province"),
                contexts=_MODULES,
            ),
            Opening(
                "permit-advise",
                ("Adviseur", "Conseiller", "Adviser"),
                ("Advies geven over vergunningen", "Donner un avis sur les permis", "Advise on permits"),
                12,
                (*TOWNS, "province"),
                BOTH,
            ),
            Opening(
                "permit-decide",
                ("Beslisser", "Décideur", "Decision-maker"),
                ("Beslissen over vergunningen", "Décider des permis", "Decide on permits"),
                12,
                (*TOWNS, "province"),
            ),
        ),
        owned=True,
    ),
    Offer(
        "tenders",
        ("Overheidsopdrachten", "Marchés publics", "Public tenders"),
        (
            "Opdrachten publiceren, offertes openen en gunnen.",
            "Publier les marchés, ouvrir les offres et attribuer.",
            "Publish tenders, open bids and award contracts.",
        ),
        (
            Opening(
                "tender-publish",
                ("Aankoper", "Acheteur", "Buyer"),
                ("Opdrachten publiceren", "Publier des marchés", "Publish tenders"),
                24,
            ),
            Opening(
                "tender-assess",
                ("Beoordelaar", "Évaluateur", "Assessor"),
                ("Offertes beoordelen", "Évaluer les offres", "Assess bids"),
                6,
                categories=BOTH,
            ),
        ),
    ),
    Offer(
        "subsidies",
        ("Subsidieloket", "Guichet des subventions", "Subsidy desk"),
        (
            "Subsidies van en voor het bestuur aanvragen, opvolgen en verantwoorden.",
            "Demander, suivre et justifier les subventions de l'administration.",
            "Apply for, follow up and account for subsidies.",
        ),
        (
            Opening(
                "subsidy-apply",
                ("Aanvrager", "Demandeur", "Applicant"),
                ("Subsidies aanvragen", "Demander des subventions", "Apply for subsidies"),
                12,
                contexts=_DOMAINS,
            ),
            Opening(
                "subsidy-approve",
                ("Goedkeurder", "Approbateur", "Approver"),
                ("Aanvragen goedkeuren", "Approuver les demandes", "Approve applications"),
                12,
            ),
        ),
        key_level="code",
        owned=True,
    ),
    Offer(
        "personnel",
        ("Personeelsdossier", "Dossier du personnel", "Personnel files"),
        (
            "Contracten, verloven en loopbanen van het personeel.",
            "Contrats, congés et carrières du personnel.",
            "Contracts, leave and careers of staff.",
        ),
        (
            Opening(
                "personnel-handle",
                ("Personeelsbeheerder", "Gestionnaire du personnel", "Personnel officer"),
                ("Personeelsdossiers beheren", "Gérer les dossiers du personnel", "Keep personnel files"),
                12,
            ),
            Opening(
                "leave-approve",
                ("Leidinggevende", "Responsable", "Supervisor"),
                ("Verlof goedkeuren", "Approuver les congés", "Approve leave"),
                24,
            ),
        ),
        key_level="code",
    ),
    Offer(
        "social-file",
        ("Sociaal dossier", "Dossier social", "Social file"),
        (
            "Steunaanvragen en begeleiding van cliënten.",
            "Demandes d'aide et accompagnement des bénéficiaires.",
            "Requests for aid and guidance of clients.",
        ),
        (
            Opening(
                "social-handle",
                ("Maatschappelijk werker", "Assistant social", "Social worker"),
                ("Sociale dossiers behandelen", "Traiter les dossiers sociaux", "Handle social files"),
                6,
                ("social_welfare",),
            ),
            Opening(
                "social-supervise",
                ("Hoofdmaatschappelijk werker", "Assistant social en chef", "Head social worker"),
                ("Sociale dossiers opvolgen", "Superviser les dossiers sociaux", "Supervise social files"),
                12,
                ("social_welfare",),
            ),
        ),
    ),
    Offer(
        "elections",
        ("Verkiezingen", "Élections", "Elections"),
        (
            "Stembureaus samenstellen en uitslagen doorgeven.",
            "Composer les bureaux de vote et transmettre les résultats.",
            "Compose polling stations and send in results.",
        ),
        (
            Opening(
                "election-organise",
                ("Organisator", "Organisateur", "Organiser"),
                ("Verkiezingen organiseren", "Organiser les élections", "Organise elections"),
                3,
                (*TOWNS, "province"),
                BOTH,
            ),
        ),
    ),
    Offer(
        "street-works",
        ("Werken op de openbare weg", "Chantiers sur la voie publique", "Street works"),
        (
            "Werken aanvragen, afstemmen en de hinder melden.",
            "Demander et coordonner les chantiers et signaler les entraves.",
            "Apply for works, coordinate them and report hindrance.",
        ),
        (
            Opening(
                "works-coordinate",
                ("Coördinator", "Coordinateur", "Coordinator"),
                ("Werken coördineren", "Coordonner les chantiers", "Coordinate works"),
                12,
                (*TOWNS, "province"),
                contexts=_QUARTERS,
            ),
            Opening(
                "works-report",
                ("Aannemer", "Entrepreneur", "Contractor"),
                ("Hinder melden", "Signaler les entraves", "Report hindrance"),
                3,
                (*TOWNS, "province"),
                OUTSIDE,
            ),
        ),
        key_level="code",
    ),
    Offer(
        "property-data",
        ("Patrimoniumgegevens", "Données patrimoniales", "Property data"),
        (
            "Percelen en eigenaars opzoeken voor een dossier.",
            "Rechercher parcelles et propriétaires pour un dossier.",
            "Look up parcels and owners for a file.",
        ),
        (
            Opening(
                "property-consult",
                _READER,
                ("Patrimonium raadplegen", "Consulter le patrimoine", "Consult property data"),
                6,
                categories=BOTH,
            ),
            Opening(
                "property-appraise",
                ("Schatter", "Indicateur-expert", "Appraiser"),
                ("Waarden bijwerken", "Mettre à jour les valeurs", "Update valuations"),
                12,
                TOWNS,
            ),
        ),
    ),
    Offer(
        "figures",
        ("Cijfers van uw bestuur", "Chiffres de votre administration", "Figures of your government"),
        (
            "Bevolking, financiën en ruimte in kaarten en tabellen.",
            "Population, finances et territoire en cartes et tableaux.",
            "Population, finances and space in maps and tables.",
        ),
        (
            Opening(
                "figures-read",
                _READER,
                ("Cijfers raadplegen", "Consulter les chiffres", "Read figures"),
                36,
                categories=BOTH,
            ),
            Opening(
                "figures-deliver",
                ("Aanleveraar", "Fournisseur de données", "Data supplier"),
                ("Cijfers aanleveren", "Fournir les chiffres", "Deliver figures"),
                12,
            ),
        ),
        key_level="basic",
    ),
    Offer(
        "emergency-planning",
        ("Noodplanning", "Planification d'urgence", "Emergency planning"),
        (
            "Noodplannen, oproeplijsten en logboek bij een crisis.",
            "Plans d'urgence, listes d'appel et journal de crise.",
            "Emergency plans, call lists and the log of a crisis.",
        ),
        (
            Opening(
                "emergency-coordinate",
                ("Noodplanningscoördinator", "Coordinateur planification d'urgence", "Emergency coordinator"),
                ("Noodplannen beheren", "Gérer les plans d'urgence", "Keep emergency plans"),
                36,
                (*TOWNS, "province"),
            ),
            Opening(
                "emergency-duty",
                _USER,
                ("Wachtdienst", "Service de garde", "Duty rota"),
                1,
                (*TOWNS, "province"),
                BOTH,
            ),
            Opening(
                "emergency-consult",
                _READER,
                ("Noodplannen raadplegen", "Consulter les plans d'urgence", "Consult emergency plans"),
                12,
                categories=BOTH,
            ),
        ),
    ),
)
OPENINGS: dict[str, Opening] = {opening.code: opening for offer in OFFERS for opening in offer.openings}


def add_tools(session: Session, actor: Identity, owner_id: int, now: datetime) -> dict[str, RightKind]:
    """Every tool, role, kind and context value, in office scope; returns the kinds by code."""
    kinds: dict[str, RightKind] = {}
    for offer in OFFERS:
        described = zip(("description_nl", "description_fr", "description_en"), offer.description, strict=True)
        values: dict[str, Any] = {
            "code": offer.code,
            **_names(offer.name),
            **dict(described),
            "link": f"https://{offer.code}.example/",
            "key_level": offer.key_level,
            "helpdesk_email": f"helpdesk@{offer.code}.example",
        }
        tool = add_row(session, actor, Tool, values, now)
        if offer.owned:
            session.add(ToolOwner(tool_id=tool.id, person_id=owner_id))
            changed = {"changed": {"owner": [None, owner_id]}}
            subject = events.Subject("tool", tool.id, person_id=owner_id)
            events.record(session, events.Tag.TOOL_CHANGED, subject, actor, now, facts=changed)
        for opening in offer.openings:
            kinds[opening.code] = _add_opening(session, actor, tool.id, opening, now)
    return kinds


def _add_opening(session: Session, actor: Identity, tool_id: int, opening: Opening, now: datetime) -> RightKind:
    role = {"tool_id": tool_id, "code": opening.code, **_names(opening.role)}
    values: dict[str, Any] = {
        "tool_id": tool_id,
        "role_id": add_row(session, actor, ToolRole, role, now).id,
        "code": opening.code,
        **_names(opening.name),
        "max_months": opening.max_months,
        "government_kinds": list(opening.governments),
        "categories": list(opening.categories),
        "types": list(opening.types),
        "asks_context": bool(opening.contexts),
    }
    kind = add_row(session, actor, RightKind, values, now)
    for code, name in opening.contexts:
        value = {"kind_id": kind.id, "code": code, **_names(name)}
        add_row(session, actor, ContextValue, value, now)
    return kind


def _names(text: Text) -> dict[str, str]:
    return dict(zip(("name_nl", "name_fr", "name_en"), text, strict=True))
