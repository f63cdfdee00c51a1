"""What people do in a local government, and which kinds of right go with it."""

from __future__ import annotations

from dataclasses import dataclass

_ALL = ("municipality", "province", "social_welfare")
_TOWN = ("municipality",)
_SPACE = ("municipality", "province")
_WELFARE = ("social_welfare",)


@dataclass(frozen=True)
class Function:
    """A function with the codes it always brings, those it may bring, and how many people have it."""

    nl: str
    fr: str
    governments: tuple[str, ...]
    weight: int
    always: tuple[str, ...]
    perhaps: tuple[str, ...] = ()
    category: str = "employee"

    def named(self, language: str) -> str:
        return self.fr if language == "fr" else self.nl


FUNCTIONS = (
    Function(
        "Loketmedewerker burgerzaken", "Agent au guichet population", _TOWN, 9,
        ("population-handle",), ("election-organise",),
    ),
    Function(
        "Diensthoofd burgerzaken", "Chef du service population", _TOWN, 2,
        ("population-sign", "leave-approve"),
    ),
    Function(
        "Ambtenaar van de burgerlijke stand", "Officier de l'état civil délégué", _TOWN, 2, ("population-sign",),
        ("population-handle",),
    ),
    Function(
        "Dossierbehandelaar omgeving", "Gestionnaire de dossiers urbanisme", _SPACE, 7,
        ("permit-handle", "property-consult"), ("figures-read",),
    ),
    Function(
        "Omgevingsambtenaar", "Fonctionnaire de l'urbanisme", _SPACE, 3, ("permit-decide",),
        ("permit-handle", "leave-approve"),
    ),
    Function("Medewerker vergunningen", "Employé au service des permis", _SPACE, 4, ("permit-advise",)),
    Function("Aankoper", "Acheteur", _ALL, 4, ("tender-publish",), ("tender-assess",)),
    Function("Jurist", "Juriste", _ALL, 3, ("tender-assess",), ("property-consult", "permit-advise")),
    Function("Consulent cultuur en vrije tijd", "Conseiller culture et loisirs", _SPACE, 5, ("subsidy-apply",)),
    Function(
        "Financieel beheerder", "Gestionnaire financier", _ALL, 3,
        ("subsidy-approve",), ("figures-deliver",),
    ),
    Function("Personeelsconsulent", "Conseiller en ressources humaines", _ALL, 3, ("personnel-handle",)),
    Function("Teamverantwoordelijke", "Responsable d'équipe", _ALL, 8, ("leave-approve",), ("figures-read",)),
    Function(
        "Maatschappelijk werker", "Assistant social", _WELFARE, 16,
        ("social-handle",), ("population-consult",),
    ),
    Function("Hoofdmaatschappelijk werker", "Assistant social en chef", _WELFARE, 4, ("social-supervise",)),
    Function("Onthaalmedewerker", "Agent d'accueil", _WELFARE, 6, ("population-consult",)),
    Function("Toezichter openbare werken", "Surveillant de travaux", _SPACE, 5, ("works-coordinate",)),
    Function("Schatter", "Indicateur-expert", _TOWN, 2, ("property-appraise", "property-consult")),
    Function("Data-analist", "Analyste de données", _ALL, 3, ("figures-deliver",), ("figures-read",)),
    Function(
        "Noodplanningscoördinator", "Coordinateur planification d'urgence", _SPACE, 2,
        ("emergency-coordinate",), ("emergency-duty",),
    ),
    Function("Technisch medewerker", "Ouvrier technique", _SPACE, 5, ("emergency-consult",), ("emergency-duty",)),
    Function(
        "Administratief medewerker", "Employé d'administration", _ALL, 9,
        ("figures-read",), ("subsidy-apply",),
    ),
    Function("Aannemer", "Entrepreneur", _SPACE, 4, ("works-report",), category="external"),
    Function("Studiebureau", "Bureau d'études", _SPACE, 3, ("permit-advise",), ("property-consult",), "external"),
    Function("Extern adviseur", "Consultant externe", _ALL, 3, ("tender-assess",), ("figures-read",), "external"),
)  # fmt: skip
