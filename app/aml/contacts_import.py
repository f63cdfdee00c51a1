"""Importing the contacts an office has in another program, as drafts: what the list doesn't tell is left for their
pages, no level is told, and nobody is accepted by it. They are compared with the lists once they are in.

The statements are in contacts_import_sets.py. A national number is encrypted before it leaves the row it stood in;
to find who is there already, its keyed hash lies beside it while the statements run, and nowhere after.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import islice
from typing import Any

from babel import Locale
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml import comparing
from app.aml import contacts_import_sets as sets
from app.aml.details import subject_of
from app.aml.identity import proposed_side
from app.aml.lists.reading.countries import country_of
from app.aml.nationalities import nationality_of
from app.aml.pages import PageName, lacking_in
from app.aml.rules import LONGEST_NAME, name_of, tidied
from app.errors import Refusal
from app.events import Tag
from app.imports import cells
from app.imports.columns import Column
from app.imports.kinds import Acts, Facts, Kind, offer
from app.imports.national_number import NATIONAL_NUMBER
from app.policy import Permission
from models import keyring
from models.aml import Contact
from models.values import EnterpriseNumber, IdentifierKind, NationalNumber, Sex, SubjectKind, ValueProblem
from models.values.identified import (
    Dealing,
    Details,
    FilePart,
    IdentityDocument,
    OrganisationDetails,
    PersonDetails,
    Place,
    Side,
)

SEALED = "aml_contact.national_number"
BELGIUM = "BE"
_BATCH = 2000
_KINDS = {
    **dict.fromkeys(
        ("p", "persoon", "natuurlijk persoon", "natuurlijke persoon", "particulier", "personne",
         "personne physique", "particulier", "person", "natural person", "individual"), SubjectKind.PERSON
    ),
    **dict.fromkeys(
        ("o", "r", "organisatie", "rechtspersoon", "onderneming", "bedrijf", "vennootschap", "firma", "vereniging",
         "organisation", "organization", "personne morale", "entreprise", "société", "association", "company",
         "legal person", "legal entity"), SubjectKind.ORGANISATION
    ),
}  # fmt: skip
_PARTS = {
    **dict.fromkeys(("verkoper", "vendeur", "seller"), FilePart.SELLER),
    **dict.fromkeys(("koper", "acheteur", "acquéreur", "buyer"), FilePart.BUYER),
    **dict.fromkeys(("verhuurder", "bailleur", "landlord", "lessor"), FilePart.LANDLORD),
    **dict.fromkeys(("huurder", "locataire", "preneur", "tenant", "lessee"), FilePart.TENANT),
    **dict.fromkeys(("lasthebber", "gevolmachtigde", "mandataire", "mandatary", "agent"), FilePart.MANDATARY),
    **dict.fromkeys(
        ("uiteindelijke begunstigde", "begunstigde", "ubo", "bénéficiaire effectif", "beneficial owner"),
        FilePart.BENEFICIAL_OWNER,
    ),
    **dict.fromkeys(("vertegenwoordiger", "représentant", "representative"), FilePart.REPRESENTATIVE),
}
_SIDES = {
    **dict.fromkeys(("cliënt", "client", "klant", "opdrachtgever", "mandant"), Side.CLIENT),
    **dict.fromkeys(("tegenpartij", "contrepartie", "counterparty", "partie adverse"), Side.COUNTERPARTY),
}
_PAPERS = {
    **dict.fromkeys(
        ("identiteitskaart", "id kaart", "eid", "ik", "carte d'identité", "ci", "identity card", "id card"),
        IdentifierKind.IDENTITY_CARD,
    ),
    **dict.fromkeys(("paspoort", "reispas", "passeport", "passport"), IdentifierKind.PASSPORT),
    **dict.fromkeys(("ander", "andere", "autre", "other"), IdentifierKind.OTHER),
}
_LANGUAGES = {
    **dict.fromkeys(("nl", "nederlands", "néerlandais", "dutch", "n"), "nl"),
    **dict.fromkeys(("fr", "frans", "français", "french", "f"), "fr"),
    **dict.fromkeys(("de", "duits", "allemand", "german", "deutsch", "d"), "de"),
    **dict.fromkeys(("en", "engels", "anglais", "english", "e"), "en"),
}


def _name(cell: str) -> str:
    """A name in any script; it has a letter or a digit."""
    told = cells.words(LONGEST_NAME)(cell)
    if told and not any(sign.isalnum() for sign in told):
        raise Refusal("imports.cell.name")
    return told


@cache
def _countries() -> frozenset[str]:
    """The codes of all countries; some that the repository has are none's: ZZ, EU, UN."""
    codes = (str(one) for one in Locale("en").territories)
    return frozenset(one for one in codes if len(one) == 2 and one.isalpha()) - {
        "ZZ",
        "EU",
        "EZ",
        "UN",
        "XA",
        "XB",
        "QO",
    }


def _country(read: Callable[[str], str | None]) -> Callable[[str], str]:
    def found(cell: str) -> str:
        told = cells.plain(cell)
        code = read(told) if told else ""
        if told and code not in _countries():
            raise Refusal("imports.contacts.country")
        return code or ""

    return found


def _language(cell: str) -> str:
    told = cells.plain(cell)
    found = {cells.fold(word): code for word, code in _LANGUAGES.items()}.get(cells.fold(told), "")
    if told and not found:
        raise Refusal("imports.contacts.language")
    return found


def _enterprise(cell: str) -> str:
    """As it is written: of which country it is, the row as a whole tells."""
    return cells.words(40)(cells.digits(cell))


COLUMNS = (
    Column("kind", ("Soort", "Sorte", "Kind"), cells.one_of(_KINDS),
           ("type", "soort contact", "type contact", "genre", "persoon of organisatie", "contact type"),
           words=SubjectKind, examples=("persoon", "personne", "person")),
    Column("name", ("Naam", "Nom", "Name"), _name,
           ("familienaam", "achternaam", "nom de famille", "family name", "last name", "surname", "bedrijfsnaam",
            "naam organisatie", "dénomination", "raison sociale", "company name", "organisation name"),
           needed=True, filled=True, examples=("Peeters",) * 3),
    Column("given_names", ("Voornamen", "Prénoms", "First names"), _name,
           ("voornaam", "prénom", "first name", "given name", "given names"), examples=("An",) * 3),
    Column("birth_date", ("Geboortedatum", "Date de naissance", "Birth date"), cells.day,
           ("geb. datum", "geboren op", "geboren", "né le", "née le", "naissance", "date of birth", "born"),
           examples=("02/04/1979",) * 3),
    Column("birth_place", ("Geboorteplaats", "Lieu de naissance", "Birth place"), cells.words(200),
           ("plaats van geboorte", "geboren te", "né à", "place of birth"), examples=("Gent", "Gand", "Ghent")),
    Column("nationality", ("Nationaliteit", "Nationalité", "Nationality"), _country(nationality_of),
           ("nat", "staatsburgerschap", "citizenship"), examples=("Belg", "Belge", "Belgium")),
    Column("street", ("Straat en nummer", "Rue et numéro", "Street and number"), cells.words(200),
           ("adres", "straat", "adresse", "rue", "address", "street"),
           examples=("Zavelstraat 12", "Rue du Sable 12", "Sand Street 12")),
    Column("postal_code", ("Postcode", "Code postal", "Postal code"), cells.words(20),
           ("postnummer", "cp", "zip", "zip code"), examples=("9300",) * 3),
    Column("place", ("Gemeente", "Localité", "Town"), cells.words(100),
           ("plaats", "stad", "woonplaats", "commune", "ville", "city", "place"),
           examples=("Aalst", "Alost", "Aalst")),
    Column("country", ("Land", "Pays", "Country"), _country(country_of),
           ("woonland", "land van verblijf", "zetel land", "pays de résidence", "country of residence"),
           examples=("België", "Belgique", "Belgium")),
    replace(NATIONAL_NUMBER, needed=False, filled=False),
    Column("document_kind", ("Soort document", "Type de document", "Kind of document"), cells.one_of(_PAPERS),
           ("document", "identiteitsbewijs", "pièce d'identité", "document type"), words=IdentifierKind,
           examples=("identiteitskaart", "carte d'identité", "identity card")),
    Column("document_number", ("Nummer van het document", "Numéro du document", "Document number"),
           cells.words(50), ("documentnummer", "kaartnummer", "nummer identiteitskaart", "numéro de carte",
                             "numéro de la carte d'identité", "card number", "passport number"), secret=True,
           examples=("592-1234567-84",) * 3),
    Column("document_expires", ("Document geldig tot", "Document valable jusqu’au", "Document expires"), cells.day,
           ("geldig tot", "vervaldatum", "einde geldigheid", "valable jusqu'au", "date d'expiration", "expires",
            "expiry date", "valid until"), examples=("01/05/2034",) * 3),
    Column("email", ("E-mail", "E-mail", "E-mail"), cells.address,
           ("e-mailadres", "mail", "mailadres", "adresse e-mail", "courriel", "e-mail address"),
           examples=("an.peeters@example.be",) * 3),
    Column("phone", ("Telefoon", "Téléphone", "Phone"), cells.phone,
           ("telefoonnummer", "tel", "gsm", "mobiel", "numéro de téléphone", "tél", "portable", "phone number",
            "mobile", "telephone"), examples=("053 00 00 00",) * 3),
    Column("language", ("Taal", "Langue", "Language"), _language, ("voertaal", "langue parlée"),
           examples=("NL", "FR", "EN")),
    Column("part", ("Rol in het dossier", "Rôle dans le dossier", "Part in the file"), cells.one_of(_PARTS),
           ("rol", "hoedanigheid", "rôle", "qualité", "role", "part"), words=FilePart,
           examples=("verkoper", "vendeur", "seller")),
    Column("side", ("Cliënt of tegenpartij", "Client ou contrepartie", "Client or counterparty"),
           cells.one_of(_SIDES), ("cliënt", "klant", "client", "partij", "side"), words=Side,
           examples=("cliënt", "client", "client")),
    Column("legal_form", ("Rechtsvorm", "Forme juridique", "Legal form"), cells.words(100), ("vorm", "forme"),
           examples=("",) * 3),
    Column("enterprise_number", ("Ondernemingsnummer", "Numéro d'entreprise", "Enterprise number"), _enterprise,
           ("kbo", "kbo nummer", "bce", "numéro bce", "btw nummer", "btw", "numéro de tva", "tva", "vat number",
            "company number"), examples=("",) * 3),
    Column("started_on", ("Opgericht op", "Constituée le", "Start date"), cells.day,
           ("oprichtingsdatum", "startdatum", "begindatum", "date de constitution", "date de début", "founded on",
            "incorporated on"), examples=("",) * 3),
)  # fmt: skip


def _stage(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row whose cells are good each by itself: are they together, and what is it as a contact?"""
    number: NationalNumber | None = values.get("number")
    if _kind_of(values) is SubjectKind.PERSON:
        details: Details = _person(values, number)
    else:
        details = _organisation(values, number)
    told = tidied(subject_of(details))
    ring = keyring.installed()
    own = isinstance(details, OrganisationDetails)
    return (
        str(told.kind),
        name_of(told),
        json.dumps(told.told(), ensure_ascii=False),
        told.fingerprint,
        json.dumps(details.told(), ensure_ascii=False),
        json.dumps(_pages(details, number is not None)),
        ring.encrypt(number.digits, SEALED) if number else None,
        ring.lookup_hash(number.digits) if number else None,
        details.number or None if isinstance(details, OrganisationDetails) else None,
        values.get("started_on") if own else _born(values, number),
        values.get("document_expires"),
        None,
    )


def _kind_of(values: Mapping[str, Any]) -> SubjectKind:
    """What the row says, or else what only an organisation has."""
    told: SubjectKind | None = values.get("kind")
    if told is not None:
        return told
    of_organisation = values.get("legal_form") or values.get("enterprise_number")
    return SubjectKind.ORGANISATION if of_organisation and not values.get("given_names") else SubjectKind.PERSON


def _born(values: Mapping[str, Any], number: NationalNumber | None) -> date | None:
    return values.get("birth_date") or (number.birth_date if number else None)


def _person(values: Mapping[str, Any], number: NationalNumber | None) -> PersonDetails:
    born = values.get("birth_date")
    told = number.birth_date if number else None
    if born is not None and told is not None and born != told:
        raise Refusal("imports.people.born_otherwise", field="birth_date")
    if not values.get("given_names"):
        raise Refusal("imports.contacts.no_given_names", field="given_names")
    nationality = values.get("nationality") or ""
    paper = values.get("document_kind")
    document = values.get("document_number") or ""
    if document and paper is None:
        paper = IdentifierKind.OTHER
    return PersonDetails(
        family_name=values["name"],
        given_names=values["given_names"],
        birth_date=_born(values, number),
        birth_place=values.get("birth_place") or "",
        sex=number.sex if number and number.sex else Sex.UNKNOWN,
        nationalities=(nationality,) if nationality else (),
        address=_place(values),
        document=IdentityDocument(
            kind=paper,
            number="".join(filter(str.isalnum, document)).upper(),
            country=nationality if document else "",
            expires_on=values.get("document_expires"),
        ),
        dealing=_dealing(values),
    )


def _organisation(values: Mapping[str, Any], number: NationalNumber | None) -> OrganisationDetails:
    if number is not None:
        raise Refusal("imports.contacts.number_of_a_person", field="number")
    seat = _place(values)
    told = values.get("enterprise_number") or ""
    abroad = bool(seat.country) and seat.country != BELGIUM
    digits = "".join(filter(str.isalnum, told)).upper() if abroad else _belgian(told)
    return OrganisationDetails(
        name=values["name"],
        legal_form=values.get("legal_form") or "",
        number=digits,
        number_country=(seat.country or BELGIUM) if digits else "",
        seat=seat,
        started_on=values.get("started_on"),
        dealing=_dealing(values),
    )


def _belgian(told: str) -> str:
    try:
        return EnterpriseNumber.parse(told).digits if told else ""
    except ValueProblem:
        raise Refusal("imports.contacts.enterprise_number", field="enterprise_number") from None


def _place(values: Mapping[str, Any]) -> Place:
    names = ("street", "postal_code", "place", "country")
    return Place(*(values.get(one) or "" for one in names))


def _dealing(values: Mapping[str, Any]) -> Dealing:
    part = values.get("part")
    return Dealing(
        part=part,
        side=values.get("side") or proposed_side(part),
        phone=values.get("phone") or "",
        email=values.get("email") or "",
        language=values.get("language") or "",
    )


_OF_PERSON = (PageName.NAME, PageName.BIRTH, PageName.HOME, PageName.DOCUMENT, PageName.PART)
_OF_ORGANISATION = (PageName.COMPANY, PageName.PART)


def _pages(details: Details, has_number: bool) -> list[str]:
    """The pages of its file that the list filled in wholly: the others are still to be gone through."""
    told = _OF_PERSON if isinstance(details, PersonDetails) else _OF_ORGANISATION
    lacking = {one.page for one in lacking_in(details, has_number)}
    return [str(page) for page in told if page not in lacking]


def _prepare(session: Session, facts: Facts) -> None:
    """The keyed hashes of the national numbers known here, in a table that is gone with the transaction."""
    connection = session.connection()
    connection.execute(text("drop table if exists pg_temp.import_known"))
    connection.execute(
        text("create temporary table import_known (contact_id bigint, number_hash bytea) on commit drop")
    )
    driver: Any = connection.connection.driver_connection
    known = _known(session, int(facts["organisation_id"] or 0))  # type: ignore[arg-type]
    ring = keyring.installed()
    while batch := list(islice(known, _BATCH)):
        with driver.cursor() as cursor, cursor.copy("copy pg_temp.import_known from stdin") as copy:
            for contact_id, digits in batch:
                copy.write_row((contact_id, ring.lookup_hash(digits)))
    connection.execute(text("analyze pg_temp.import_known"))


def _known(session: Session, organisation_id: int) -> Iterator[tuple[int, str]]:
    after = 0
    while True:
        rows = session.execute(
            select(Contact.id, Contact.national_number)
            .where(
                Contact.organisation_id == organisation_id,
                Contact.national_number.is_not(None),
                Contact.state.not_in(("replaced", "dropped")),
                Contact.id > after,
            )
            .order_by(Contact.id)
            .limit(_BATCH)
        ).all()
        yield from ((row.id, row.national_number) for row in rows)
        if len(rows) < _BATCH:
            return
        after = rows[-1].id


CONTACTS = offer(
    Kind(
        name="contacts",
        permission=Permission.CONTACT_IMPORT,
        shown=("given_names", "name"),
        columns=COLUMNS,
        staged=sets.STAGED,
        stage=_stage,
        judge=sets.JUDGE,
        apply=sets.APPLY,
        judge_undo=sets.JUDGE_UNDO,
        undo=sets.UNDO,
        acts=(Acts("contact", Tag.CONTACTS_BROUGHT_IN, Tag.CONTACTS_TAKEN_BACK),),
        of_office=True,
        prepare=_prepare,
        then=lambda session, _: comparing.ask(session),
    )
)
