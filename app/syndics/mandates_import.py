"""Importing the mandates that a syndic company has already, from its own program, into the register of mandates.

The list tells of the company's own mandates only, never of anybody else's, and what a case filed is never
written over. The statements are in mandates_import_sets.py. Of a national number nothing but its keyed hash leaves
the row.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Refusal
from app.events import Tag
from app.imports import cells
from app.imports.columns import Column
from app.imports.kinds import Acts, Kind, offer
from app.imports.national_number import NATIONAL_NUMBER
from app.policy import Permission
from app.syndics import mandates_import_sets as sets
from models import keyring
from models.values import EnterpriseNumber, NationalNumber
from models.values.mandates import AppointedBy

_APPOINTED = {
    **dict.fromkeys(
        ("algemene vergadering", "av", "vergadering", "assemblée générale", "ag", "assemblée", "general assembly",
         "assembly"), AppointedBy.ASSEMBLY
    ),
    **dict.fromkeys(
        ("rechter", "vrederechter", "rechtbank", "vonnis", "juge", "juge de paix", "tribunal", "jugement", "judge",
         "court", "judgment"), AppointedBy.JUDGE
    ),
    **dict.fromkeys(
        ("statuten", "basisakte", "reglement", "statuts", "acte de base", "règlement", "by laws", "bylaws"),
        AppointedBy.BY_LAWS,
    ),
}  # fmt: skip


def _association(cell: str) -> EnterpriseNumber | None:
    text = cells.digits(cell)
    return EnterpriseNumber.parse(text) if text else None


COLUMNS = (
    Column(
        "association_number",
        ("Ondernemingsnummer VME", "Numéro d'entreprise de l'ACP", "Enterprise number of the association"),
        _association,
        ("ondernemingsnummer", "kbo", "kbo nummer", "nummer vme", "kbo vme", "numéro d'entreprise", "bce",
         "numéro bce", "numéro acp", "bce acp", "enterprise number", "association number"),
        needed=True, filled=True, examples=("0999.600.178",) * 3,
    ),
    Column(
        "association_name", ("Naam VME", "Nom de l'ACP", "Name of the association"), cells.words(200),
        ("vme", "naam", "residentie", "gebouw", "acp", "nom", "résidence", "immeuble", "association", "name"),
        examples=("VME Residentie De Linden", "ACP Résidence du Parc", "Residence Linden"),
    ),
    Column(
        "appointed_by", ("Aangesteld door", "Désigné par", "Appointed by"), cells.one_of(_APPOINTED),
        ("aanstelling door", "aangeduid door", "benoemd door", "nommé par", "appointment by"), words=AppointedBy,
        examples=("algemene vergadering", "assemblée générale", "general assembly"),
    ),
    Column(
        "decided_on", ("Datum beslissing", "Date de la décision", "Date of the decision"), cells.day,
        ("beslissing", "datum aanstelling", "datum av", "décision", "date ag", "decision", "decision date"),
        examples=("12/03/2024",) * 3,
    ),
    Column(
        "first_day", ("Eerste dag", "Premier jour", "First day"), cells.day,
        ("begindatum", "startdatum", "begin mandaat", "start mandaat", "sinds", "date de début", "début du mandat",
         "depuis", "start date", "since"), needed=True, filled=True, examples=("01/04/2024",) * 3,
    ),
    Column(
        "last_day", ("Laatste dag", "Dernier jour", "Last day"), cells.day,
        ("einddatum", "einde mandaat", "tot", "date de fin", "fin du mandat", "jusqu'au", "end date", "until"),
    ),
    Column(
        "given_names",
        ("Voornamen vertegenwoordiger", "Prénoms du représentant", "Given names of the representative"),
        cells.name,
        ("voornaam", "voornamen", "voornaam vertegenwoordiger", "prénom", "prénoms", "prénom du représentant",
         "first name", "given names"), examples=("Nora",) * 3,
    ),
    Column(
        "family_name", ("Naam vertegenwoordiger", "Nom du représentant", "Family name of the representative"),
        cells.name,
        ("familienaam", "vertegenwoordiger", "achternaam", "nom de famille", "représentant", "representative",
         "last name", "family name"), examples=("Haddad",) * 3,
    ),
    replace(
        NATIONAL_NUMBER,
        heads=(
            "Rijksregisternummer vertegenwoordiger", "Numéro national du représentant",
            "National number of the representative",
        ),
        needed=False, filled=False,
        synonyms=(*NATIONAL_NUMBER.synonyms, *NATIONAL_NUMBER.heads),
    ),
    Column(
        "accreditation", ("BIV-nummer vertegenwoordiger", "Numéro IPI du représentant", "BIV number"),
        cells.words(40), ("biv", "biv nummer", "biv nr", "ipi", "numéro ipi", "erkenning", "agrément"),
        examples=("506.202",) * 3,
    ),
)  # fmt: skip


def _stage(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row whose cells are good each by itself: are they together?"""
    number: EnterpriseNumber = values["association_number"]
    first_day, last_day = values["first_day"], values.get("last_day")
    if last_day is not None and last_day < first_day:
        raise Refusal("imports.mandates.end_before_start", field="last_day")
    given_names, family_name = values.get("given_names") or "", values.get("family_name") or ""
    national: NationalNumber | None = values.get("number")
    if bool(given_names) != bool(family_name):
        missing = "given_names" if family_name else "family_name"
        raise Refusal("imports.mandates.half_a_name", field=missing)
    if not family_name and (national or values.get("accreditation")):
        raise Refusal("imports.mandates.half_a_name", field="family_name")
    return (
        number.digits,
        values.get("association_name") or "",
        str(values.get("appointed_by") or AppointedBy.ASSEMBLY),
        values.get("decided_on"),
        first_day,
        last_day,
        given_names,
        family_name,
        keyring.installed().lookup_hash(national.digits) if national else None,
        values.get("accreditation") or "",
        None,
        None,
    )


MANDATES = offer(
    Kind(
        name="mandates",
        permission=Permission.PORTFOLIO_KEEP,
        shown=("association_name", "association_number"),
        columns=COLUMNS,
        staged=sets.STAGED,
        stage=_stage,
        judge=sets.JUDGE,
        apply=sets.APPLY,
        judge_undo=sets.JUDGE_UNDO,
        undo=sets.UNDO,
        acts=(Acts("mandate", Tag.MANDATES_BROUGHT_IN, Tag.MANDATES_TAKEN_BACK),),
    )
)
