"""Whom a key named, once all about it was checked: what signing in and linking need of it, and no more."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime

from app.accounts.rules import Way
from eid.errors import EidError, Fault
from eid.verifying import SignedIn, Verified
from models.values import NationalNumber, PersonSource, Sex
from models.values.problem import ValueProblem


@dataclass(frozen=True)
class KeyHolder:
    """A person, by number and names. `source` says how much is known: `card` when the register's own file was
    read, `number` when a certificate gave names and number, and birth date and sex were derived from that number.

    `serial` is that of the certificate (hexadecimal), '' where a provider said who it is; `standing` what was told
    of it, good or unknown, and when.
    """

    number: NationalNumber
    family_name: str = field(repr=False)
    given_names: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    sex: Sex
    source: PersonSource
    way: Way
    serial: str
    standing: str
    standing_at: datetime

    @property
    def name(self) -> str:
        return f"{self.given_names} {self.family_name}".strip()


def from_certificate(verified: Verified, way: Way) -> KeyHolder:
    """Whom a certificate names. Raises EidError wrong_cert for a number that can't be anybody's."""
    number = _number(verified.holder.national_number)
    return KeyHolder(
        number=number,
        family_name=verified.holder.family_name,
        given_names=verified.holder.given_names,
        birth_date=number.birth_date,
        sex=number.sex or Sex.UNKNOWN,
        source=PersonSource.NUMBER,
        way=way,
        serial=f"{verified.standing.serial_number:x}",
        standing=_standing(verified),
        standing_at=verified.standing.told_at,
    )


def from_desk(signed_in: SignedIn) -> KeyHolder:
    """Whose card was read at a desk, as the register says. Raises as `from_certificate` does."""
    verified, identity = signed_in.verified, signed_in.identity
    number = _number(identity.national_number)
    return KeyHolder(
        number=number,
        family_name=identity.family_name,
        given_names=identity.given_names,
        birth_date=identity.birth_date.whole,
        sex=Sex(identity.sex),
        source=PersonSource.CARD,
        way=Way.DESK_READER,
        serial=f"{verified.standing.serial_number:x}",
        standing=_standing(verified),
        standing_at=verified.standing.told_at,
    )


def from_claims(number: str, family_name: str, given_names: str, way: Way, now: datetime) -> KeyHolder:
    """Whom a provider named, by number. Raises ValueProblem for one that can't be anybody's."""
    found = NationalNumber.parse(number)
    return KeyHolder(
        number=found,
        family_name=family_name.strip()[:200],
        given_names=given_names.strip()[:200],
        birth_date=found.birth_date,
        sex=found.sex or Sex.UNKNOWN,
        source=PersonSource.NUMBER,
        way=way,
        serial="",
        standing="good",
        standing_at=now,
    )


def _standing(verified: Verified) -> str:
    return "unknown" if verified.standing.source == "unknown" else "good"


def _number(digits: str) -> NationalNumber:
    try:
        return NationalNumber(digits)
    except ValueProblem:
        raise EidError(Fault.WRONG_CERT, "a number that is nobody's") from None


def written(holder: KeyHolder) -> str:
    """As text, to be stored encrypted."""
    values = asdict(holder) | {
        "number": holder.number.digits,
        "birth_date": holder.birth_date.isoformat() if holder.birth_date else None,
        "standing_at": holder.standing_at.isoformat(),
    }
    return json.dumps(values)


def read(text: str) -> KeyHolder:
    """What `written` wrote."""
    values = json.loads(text)
    return KeyHolder(
        **values
        | {
            "number": NationalNumber(values["number"]),
            "birth_date": date.fromisoformat(values["birth_date"]) if values["birth_date"] else None,
            "sex": Sex(values["sex"]),
            "source": PersonSource(values["source"]),
            "way": Way(values["way"]),
            "standing_at": datetime.fromisoformat(values["standing_at"]),
        }
    )
