"""The demo's catalogue: twelve tools, their roles, the kinds of right that open them, in three languages.

Convention: names are (Dutch, French, English), each as an official would say it. Added by the central team
through `app.rights.catalogue`; who owns which tool is inserted, as no service does that yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.policy import Identity
from app.rights import catalogue
from app.rights.rules import LOCAL_ADMINISTRATOR
from models.rights import ContextValue, RightKind, Tool, ToolOwner, ToolRole

Names = tuple[str, str, str]
ALL = ("municipality", "city", "province", "social_welfare", "other")
TOWNS = ("municipality", "city")
EMPLOYEE, ANYBODY = ("employee",), ("employee", "external")
ANY_TYPE, SECRETARY = ("standard", "secretary"), ("secretary",)


@dataclass(frozen=True)
class Kind:
    """A kind of right before it has a row."""

    code: str
    role: str
    months: int
    names: Names
    governments: tuple[str, ...] = ALL
    categories: tuple[str, ...] = EMPLOYEE
    types: tuple[str, ...] = ANY_TYPE
    contexts: tuple[tuple[str, Names], ...] = ()


@dataclass(frozen=True)
class DemoTool:
    """A tool before it has a row, with its roles and kinds of right."""

    code: str
    names: Names
    descriptions: Names
    roles: dict[str, Names]
    kinds: tuple[Kind, ...]
    key_level: str = "high"


_READER: Names = ("Lezer", "Lecteur", "Reader")
_HANDLER: Names = ("Dossierbehandelaar", "Gestionnaire de dossiers", "File handler")
_DISTRICTS: tuple[tuple[str, Names], ...] = (
    ("centre", ("Centrum", "Centre", "Centre")),
    ("north", ("Noord", "Nord", "North")),
    ("east", ("Oost", "Est", "East")),
    ("south", ("Zuid", "Sud", "South")),
    ("west", ("West", "Ouest", "West")),
)
_POLICIES: tuple[tuple[str, Names], ...] = (
    ("culture", ("Cultuur", "Culture", "Culture")),
    ("heritage", ("Erfgoed", "Patrimoine", "Heritage")),
    ("sport", ("Sport", "Sport", "Sport")),
    ("youth", ("Jeugd", "Jeunesse", "Youth")),
)
_BASINS: tuple[tuple[str, Names], ...] = (
    ("lower", ("Benedenloop", "Cours inférieur", "Lower course")),
    ("upper", ("Bovenloop", "Cours supérieur", "Upper course")),
)

TOOLS = (
    DemoTool(
        "rights-administration",
        ("Rechtenbeheer", "Gestion des droits", "Rights administration"),
        (
            "Hier kent uw bestuur rechten toe aan zijn medewerkers en trekt het die weer in.",
            "Votre administration y octroie des droits à ses collaborateurs et les retire.",
            "Where your government grants rights to the people who work for it, and revokes them.",
        ),
        {"local_administrator": ("Lokaal beheerder", "Administrateur local", "Local administrator")},
        (
            Kind(
                LOCAL_ADMINISTRATOR,
                "local_administrator",
                24,
                ("Lokaal beheerder", "Administrateur local", "Local administrator"),
            ),
        ),
    ),
    DemoTool(
        "population-register",
        ("Bevolkingsregister", "Registre de la population", "Population register"),
        (
            "Adressen, gezinssamenstellingen en verblijfsstatus van de inwoners.",
            "Adresses, compositions de ménage et statut de séjour des habitants.",
            "Addresses, household compositions and residence status of the inhabitants.",
        ),
        {"reader": _READER, "registrar": ("Ambtenaar bevolking", "Agent de la population", "Registrar")},
        (
            Kind(
                "population_consult",
                "reader",
                12,
                ("Bevolkingsgegevens raadplegen", "Consulter les données de population", "Consult population data"),
                (*TOWNS, "social_welfare"),
            ),
            Kind(
                "population_update",
                "registrar",
                12,
                ("Bevolkingsgegevens bijwerken", "Mettre à jour les données de population", "Update population data"),
                TOWNS,
            ),
            Kind(
                "population_extract",
                "registrar",
                6,
                ("Uittreksels afleveren op papier", "Délivrer des extraits sur papier", "Issue extracts on paper"),
                TOWNS,
            ),
        ),
    ),
    DemoTool(
        "planning-permits",
        ("Vergunningenloket", "Guichet des permis", "Planning permits"),
        (
            "Aanvragen, openbare onderzoeken en beslissingen over bouwen, verbouwen en exploiteren.",
            "Demandes, enquêtes publiques et décisions en matière d'urbanisme et d'environnement.",
            "Applications, public inquiries and decisions on building and operating.",
        ),
        {
            "reader": _READER,
            "handler": _HANDLER,
            "adviser": ("Adviesverlener", "Instance d'avis", "Adviser"),
            "decider": ("Beslisser", "Décideur", "Decision maker"),
        },
        (
            Kind(
                "planning_read",
                "reader",
                24,
                ("Vergunningen inkijken", "Consulter les permis", "Read permits"),
                (*TOWNS, "province"),
                ANYBODY,
            ),
            Kind(
                "planning_handle",
                "handler",
                12,
                ("Vergunningsaanvragen behandelen", "Traiter les demandes de permis", "Handle permit applications"),
                (*TOWNS, "province"),
            ),
            Kind(
                "planning_advise",
                "adviser",
                6,
                ("Advies geven", "Rendre un avis", "Give advice"),
                (*TOWNS, "province"),
                ("external",),
                ("standard",),
            ),
            Kind(
                "planning_decide",
                "decider",
                12,
                ("Beslissingen ondertekenen", "Signer les décisions", "Sign decisions"),
                (*TOWNS, "province"),
                EMPLOYEE,
                SECRETARY,
            ),
        ),
    ),
    DemoTool(
        "social-file",
        ("Sociaal dossier", "Dossier social", "Social file"),
        (
            "Hulpvragen, sociale onderzoeken en beslissingen over maatschappelijke dienstverlening.",
            "Demandes d'aide, enquêtes sociales et décisions en matière d'aide sociale.",
            "Requests for help, social inquiries and decisions on social assistance.",
        ),
        {"reader": _READER, "worker": ("Maatschappelijk werker", "Assistant social", "Social worker")},
        (
            Kind(
                "social_read",
                "reader",
                6,
                ("Sociale dossiers inkijken", "Consulter les dossiers sociaux", "Read social files"),
                ("social_welfare",),
            ),
            Kind(
                "social_handle",
                "worker",
                12,
                ("Sociale dossiers behandelen", "Traiter les dossiers sociaux", "Handle social files"),
                ("social_welfare",),
                EMPLOYEE,
                ("standard",),
            ),
        ),
    ),
    DemoTool(
        "heating-allowance",
        ("Verwarmingstoelage", "Allocation de chauffage", "Heating allowance"),
        (
            "Aanvragen voor een tussenkomst in de verwarmingskosten, per stookseizoen.",
            "Demandes d'intervention dans les frais de chauffage, par saison de chauffe.",
            "Applications for help with heating costs, per heating season.",
        ),
        {"handler": _HANDLER},
        (
            Kind(
                "heating_handle",
                "handler",
                6,
                ("Aanvragen verwarming behandelen", "Traiter les demandes de chauffage", "Handle heating applications"),
                ("social_welfare",),
            ),
        ),
        key_level="code",
    ),
    DemoTool(
        "subsidy-desk",
        ("Subsidieloket", "Guichet des subventions", "Subsidy desk"),
        (
            "Subsidies aanvragen bij de hogere overheid en er verantwoording over afleggen.",
            "Demander des subventions à l'autorité supérieure et justifier leur emploi.",
            "Apply for subsidies from the higher authority and account for them.",
        ),
        {"applicant": ("Aanvrager", "Demandeur", "Applicant"), "reporter": ("Rapporteur", "Rapporteur", "Reporter")},
        (
            Kind(
                "subsidy_apply",
                "applicant",
                24,
                ("Subsidies aanvragen", "Demander des subventions", "Apply for subsidies"),
                contexts=_POLICIES,
            ),
            Kind(
                "subsidy_report",
                "reporter",
                18,
                ("Subsidies verantwoorden", "Justifier les subventions", "Account for subsidies"),
                categories=ANYBODY,
                contexts=_POLICIES,
            ),
        ),
    ),
    DemoTool(
        "roadworks",
        ("Wegenwerken", "Chantiers en voirie", "Roadworks"),
        (
            "Werken en innames van het openbaar domein melden, vergunnen en op de kaart tonen.",
            "Annoncer, autoriser et cartographier les chantiers et occupations de la voie publique.",
            "Announce, permit and map works and occupations of the public road.",
        ),
        {"announcer": ("Melder", "Déclarant", "Announcer"), "approver": ("Vergunner", "Approbateur", "Approver")},
        (
            Kind(
                "roadworks_announce",
                "announcer",
                36,
                ("Werken melden", "Annoncer des chantiers", "Announce works"),
                (*TOWNS, "province"),
                ANYBODY,
                ("standard",),
            ),
            Kind(
                "roadworks_approve",
                "approver",
                24,
                ("Werken vergunnen", "Autoriser des chantiers", "Permit works"),
                TOWNS,
                contexts=_DISTRICTS,
            ),
        ),
        key_level="code",
    ),
    DemoTool(
        "school-enrolment",
        ("Schoolinschrijvingen", "Inscriptions scolaires", "School enrolment"),
        (
            "Aanmeldingen, vrije plaatsen en wachtlijsten van de gemeentescholen.",
            "Préinscriptions, places libres et listes d'attente des écoles communales.",
            "Registrations, free places and waiting lists of the municipal schools.",
        ),
        {"enroller": ("Inschrijver", "Agent d'inscription", "Enrolment officer"), "reader": _READER},
        (
            Kind(
                "school_enrol",
                "enroller",
                12,
                ("Leerlingen inschrijven", "Inscrire des élèves", "Enrol pupils"),
                TOWNS,
                EMPLOYEE,
                ("standard",),
            ),
            Kind(
                "school_figures",
                "reader",
                3,
                ("Cijfers opvragen", "Obtenir les chiffres", "Obtain figures"),
                (*TOWNS, "province"),
                ANYBODY,
            ),
        ),
        key_level="code",
    ),
    DemoTool(
        "elections",
        ("Verkiezingen", "Élections", "Elections"),
        (
            "Kiezerslijsten, bijzitters en stembureaus voorbereiden en resultaten doorgeven.",
            "Préparer listes d'électeurs, assesseurs et bureaux de vote, et transmettre les résultats.",
            "Prepare voters' lists, assessors and polling stations, and pass on results.",
        ),
        {"organiser": ("Organisator", "Organisateur", "Organiser")},
        (
            Kind(
                "elections_prepare",
                "organiser",
                6,
                ("Verkiezingen voorbereiden", "Préparer les élections", "Prepare elections"),
                (*TOWNS, "province"),
            ),
            Kind(
                "elections_rehearse",
                "organiser",
                1,
                ("Deelnemen aan de generale repetitie", "Participer à la répétition générale", "Join the rehearsal"),
                TOWNS,
                ANYBODY,
            ),
        ),
    ),
    DemoTool(
        "financial-reporting",
        ("Financiële rapportering", "Rapports financiers", "Financial reporting"),
        (
            "Meerjarenplan, jaarrekening en kwartaalcijfers van uw bestuur indienen.",
            "Introduire le plan pluriannuel, les comptes annuels et les chiffres trimestriels.",
            "File the multi-year plan, annual accounts and quarterly figures.",
        ),
        {"preparer": ("Voorbereider", "Préparateur", "Preparer"), "signer": ("Ondertekenaar", "Signataire", "Signatory")},
        (
            Kind(
                "finance_prepare",
                "preparer",
                12,
                ("Rapporten voorbereiden", "Préparer les rapports", "Prepare reports"),
                categories=ANYBODY,
            ),
            Kind(
                "finance_sign",
                "signer",
                12,
                ("Rapporten ondertekenen", "Signer les rapports", "Sign reports"),
                types=SECRETARY,
            ),
        ),
    ),
    DemoTool(
        "waterways",
        ("Waterlopen", "Cours d'eau", "Waterways"),
        (
            "Peilen, ruimingswerken en machtigingen langs onbevaarbare waterlopen.",
            "Niveaux, travaux de curage et autorisations le long des cours d'eau non navigables.",
            "Levels, dredging works and authorisations along unnavigable waterways.",
        ),
        {"reader": _READER, "manager": ("Waterloopbeheerder", "Gestionnaire de cours d'eau", "Waterway manager")},
        (
            Kind(
                "waterways_read",
                "reader",
                36,
                ("Waterlopen inkijken", "Consulter les cours d'eau", "Read waterways"),
                (*TOWNS, "province"),
                ANYBODY,
            ),
            Kind(
                "waterways_authorise",
                "manager",
                12,
                ("Machtigingen verlenen", "Délivrer des autorisations", "Give authorisations"),
                ("province",),
                contexts=_BASINS,
            ),
        ),
    ),
    DemoTool(
        "council-decisions",
        ("Raadsbesluiten", "Décisions du conseil", "Council decisions"),
        (
            "Besluiten van raad en college opstellen, bekendmaken en aan de toezichthouder bezorgen.",
            "Rédiger et publier les décisions du conseil et du collège, et les transmettre à la tutelle.",
            "Draft and publish decisions of council and executive, and send them to the supervisor.",
        ),
        {"drafter": ("Opsteller", "Rédacteur", "Drafter"), "publisher": ("Bekendmaker", "Éditeur", "Publisher")},
        (
            Kind(
                "decisions_draft",
                "drafter",
                12,
                ("Besluiten opstellen", "Rédiger les décisions", "Draft decisions"),
            ),
            Kind(
                "decisions_publish",
                "publisher",
                9,
                ("Besluiten bekendmaken", "Publier les décisions", "Publish decisions"),
            ),
        ),
    ),
)
KINDS = {kind.code: kind for tool in TOOLS for kind in tool.kinds}
OWNED = ("planning-permits", "roadworks")
WITHDRAWN = "population_extract"
"""Offered no more since some months: extracts are digital now."""


def _named(names: Names, what: str = "name") -> dict[str, str]:
    return {f"{what}_{language}": text for language, text in zip(("nl", "fr", "en"), names, strict=True)}


def add_tools(session: Session, central: Identity, owner_person_id: int, now: datetime) -> dict[str, int]:
    """Adds the whole catalogue, in office scope; the id of each kind of right by its code."""
    made: dict[str, int] = {}
    for demo in TOOLS:
        values = {
            "code": demo.code,
            **_named(demo.names),
            **_named(demo.descriptions, "description"),
            "link": f"https://{demo.code}.example/",
            "key_level": demo.key_level,
            "helpdesk_email": f"helpdesk@{demo.code}.example",
        }
        tool = catalogue.add_row(session, central, Tool, values, now)
        roles = {
            code: catalogue.add_row(
                session, central, ToolRole, {"tool_id": tool.id, "code": code, **_named(names)}, now
            ).id
            for code, names in demo.roles.items()
        }
        for kind in demo.kinds:
            made[kind.code] = _add_kind(session, central, kind, tool.id, roles[kind.role], now)
        if demo.code in OWNED:
            session.add(ToolOwner(tool_id=tool.id, person_id=owner_person_id))
    session.flush()
    return made


def _add_kind(
    session: Session, central: Identity, kind: Kind, tool_id: int, role_id: int, now: datetime
) -> int:
    values = {
        "tool_id": tool_id,
        "role_id": role_id,
        "code": kind.code,
        **_named(kind.names),
        "max_months": kind.months,
        "offered": True,
        "government_kinds": list(kind.governments),
        "categories": list(kind.categories),
        "types": list(kind.types),
        "asks_context": bool(kind.contexts),
    }
    row = catalogue.add_row(session, central, RightKind, values, now)
    for code, names in kind.contexts:
        catalogue.add_row(session, central, ContextValue, {"kind_id": row.id, "code": code, **_named(names)}, now)
    return row.id


def withdraw(session: Session, central: Identity, kind_id: int, now: datetime) -> None:
    """That kind of right is offered no more; the rights that stand keep their days."""
    row = session.get_one(RightKind, kind_id)
    catalogue.change_row(session, central, RightKind, kind_id, row.version, {"offered": False}, now)
