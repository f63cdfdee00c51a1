"""What the business register knows of an enterprise: found by number or by a name, in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ARRAY, String, Text, bindparam, column, func, select
from sqlalchemy.orm import Session

from app.panels import SORTED_AMONG, words_of
from models.organisations import Business, BusinessAddress, BusinessName, BusinessUnit, BusinessWord
from models.values import EnterpriseNumber, EstablishmentNumber, SearchText

SHOWN = 20
_LEGAL = "001"
_FORMS = "JuridicalForm"
# The register's own codes: French, Dutch, German, English; 0 where it doesn't say.
_SPEAKS = {"nl": "2", "fr": "1", "en": "4"}


@dataclass(frozen=True)
class Address:
    """Where something is, in the reader's language; '' for what the register doesn't say."""

    street: str = ""
    postal_code: str = ""
    place: str = ""


@dataclass(frozen=True)
class Enterprise:
    """An enterprise as the register has it. `found_as`: the name it was found by, where that is another one.
    `gone_on`: since when it isn't delivered any more."""

    number: EnterpriseNumber
    name: str
    form_code: str
    form: str
    is_person: bool
    address: Address
    gone_on: date | None = None
    found_as: str = ""


@dataclass(frozen=True)
class Unit:
    """An establishment of an enterprise; `name` is '' where it has none of its own."""

    number: EstablishmentNumber
    name: str
    address: Address
    enterprise: EnterpriseNumber


def is_here(session: Session) -> bool:
    """Whether any delivery of the register was taken in yet."""
    return session.scalar(select(Business.number).limit(1)) is not None


def by_number(session: Session, number: EnterpriseNumber, language: str) -> Enterprise | None:
    """The enterprise with that number, gone or not; None where the register never delivered it. One statement."""
    return next(iter(_told(session, {number.digits: ""}, language)), None)


def named(session: Session, words: SearchText, language: str, limit: int = SHOWN) -> list[Enterprise]:
    """Enterprises with every word at the beginning of a word of one of their names, by name; one more than `limit`
    when there are more. Two statements."""
    if not words.words:
        return []
    sought = func.house_businesses_sought(words_of(words), SORTED_AMONG, limit + 1).table_valued(
        column("number", String), column("name", String)
    )
    rows = session.execute(select(sought.c.number, sought.c.name)).all()
    found: dict[str, str] = {row.number: row.name for row in rows}
    if not found:
        return []
    told = {one.number.digits: one for one in _told(session, found, language)}
    return [told[number] for number in found if number in told]


def names_of(session: Session, number: EnterpriseNumber) -> list[str]:
    """Every name the register has of an enterprise: legal ones in each language, abbreviations, trade names."""
    rows = session.scalars(
        select(BusinessName.name)
        .where(BusinessName.number == number.digits)
        .order_by(BusinessName.kind, BusinessName.language, BusinessName.name)
    )
    return list(dict.fromkeys(rows))


def forms(session: Session) -> list[BusinessWord]:
    """Every legal form that the register has a word for, by its code."""
    return list(
        session.scalars(select(BusinessWord).where(BusinessWord.category == _FORMS).order_by(BusinessWord.code))
    )


def units_of(session: Session, number: EnterpriseNumber, language: str, limit: int = 200) -> list[Unit]:
    """The establishments that the register has of an enterprise, by number."""
    rows = session.execute(
        select(
            BusinessUnit.number,
            BusinessUnit.enterprise_number,
            _name_of(BusinessUnit.number, language),
            BusinessAddress,
        )
        .outerjoin(BusinessAddress, BusinessAddress.number == BusinessUnit.number)
        .where(BusinessUnit.enterprise_number == number.digits, BusinessUnit.gone_on.is_(None))
        .order_by(BusinessUnit.number)
        .limit(limit)
    )
    return [
        Unit(EstablishmentNumber(unit), name or "", _address(address, language), EnterpriseNumber(enterprise))
        for unit, enterprise, name, address in rows
    ]


def unit_with(session: Session, number: EstablishmentNumber, language: str) -> Unit | None:
    """The establishment with that number; None where the register hasn't got it (any more)."""
    row = session.execute(
        select(BusinessUnit.enterprise_number, _name_of(BusinessUnit.number, language), BusinessAddress)
        .outerjoin(BusinessAddress, BusinessAddress.number == BusinessUnit.number)
        .where(BusinessUnit.number == number.digits, BusinessUnit.gone_on.is_(None))
    ).first()
    if row is None:
        return None
    enterprise, name, address = row
    return Unit(number, name or "", _address(address, language), EnterpriseNumber(enterprise))


def _told(session: Session, found: dict[str, str], language: str) -> list[Enterprise]:
    rows = session.execute(
        select(Business, _name_of(Business.number, language), BusinessAddress, BusinessWord)
        .outerjoin(BusinessAddress, BusinessAddress.number == Business.number)
        .outerjoin(BusinessWord, (BusinessWord.category == _FORMS) & (BusinessWord.code == Business.form))
        .where(Business.number == func.any(bindparam("numbers", list(found), ARRAY(Text()))))
    )
    return [
        Enterprise(
            number=EnterpriseNumber(business.number),
            name=name or found[business.number],
            form_code=business.form,
            form=form_word(word, language) if word else "",
            is_person=business.is_person,
            address=_address(address, language),
            gone_on=business.gone_on,
            found_as=found[business.number] if name and found[business.number] != name else "",
        )
        for business, name, address, word in rows
    ]


def _name_of(number: Any, language: str) -> Any:
    """The legal name rather than another one, in the reader's language where there is one."""
    return (
        select(BusinessName.name)
        .where(BusinessName.number == number)
        .order_by(
            BusinessName.kind != _LEGAL, BusinessName.language != _SPEAKS.get(language, "2"), BusinessName.name
        )
        .limit(1)
        .scalar_subquery()
    )


def form_word(word: BusinessWord, language: str) -> str:
    """What a legal form is called in that language."""
    return {"nl": word.name_nl, "fr": word.name_fr}.get(language) or word.name_en or word.name_nl


def _address(address: BusinessAddress | None, language: str) -> Address:
    if address is None:
        return Address()
    french = language == "fr"
    street, place = (
        (address.street_fr or address.street_nl, address.place_fr or address.place_nl)
        if french
        else (address.street_nl or address.street_fr, address.place_nl or address.place_fr)
    )
    house = f"{street} {address.house_number}".strip()
    box = {"fr": "bte", "nl": "bus"}.get(language, "box")
    return Address(f"{house} {box} {address.box}" if address.box else house, address.postal_code, place)
