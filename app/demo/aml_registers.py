"""What Immo Peeters wrote down against laundering besides its files: procedures, its own risk, assessed anew once,
whom it accepts, and what An and Bram followed as training. All of it invented.

`WRITTEN` names who writes which register; another register adds itself there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from io import BytesIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events, pdf
from app.aml.policies import add_policy
from app.aml.register_papers import NewFile
from app.aml.register_rules import NewPolicy, NewTraining
from app.aml.trainings import add_training, users_of_tool
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, Member
from app.demo.deals import officer_of
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import office_of
from app.outside.files import Files
from app.outside.virus import TestFileOnly
from app.policy import Identity
from app.transaction import Scope, enter, transaction
from models.aml import Policy
from models.values.registers import OfficeRisk, PolicyKind

_SCANNER = TestFileOnly()


@dataclass(frozen=True)
class Desk:
    """Where registers are written: in the scope of the office's officers, with who acts in it."""

    session: Session
    files: Files
    organisation_id: int
    who: dict[Member, Identity]
    now: datetime

    def day(self, ago: int) -> date:
        """A working day about so long ago."""
        return working_day(day_of(self.now) - timedelta(days=ago))

    def at(self, ago: int, hour: int = 10) -> datetime:
        """At that hour of it."""
        return min(datetime.combine(self.day(ago), time(hour, 20), BRUSSELS).astimezone(UTC), self.now)


@dataclass(frozen=True)
class _Written:
    ago: int
    kind: PolicyKind
    title: str
    body: str
    overall: OfficeRisk | None = None
    with_file: bool = False


_POLICIES = (
    _Written(830, PolicyKind.RISK_ASSESSMENT, "Algemene risicobeoordeling",
             "Wij verkopen en verhuren vooral woningen aan gezinnen uit de streek.\n\nRisico’s: aankopen door"
             " vennootschappen, kopers die we nooit ontmoeten, en speciën bij verhuur.",
             OfficeRisk.STANDARD, with_file=True),
    _Written(825, PolicyKind.ACCEPTANCE_POLICY, "Cliëntacceptatiebeleid",
             "Wij aanvaarden geen cliënt van wie de identiteit niet vaststaat.\n\nBij verhoogde waakzaamheid"
             " beslist de antiwitwas-verantwoordelijke. Wie in speciën wil betalen, weigeren wij."),
    _Written(820, PolicyKind.PROCEDURE, "Cliënten identificeren",
             "Aan het loket lezen wij de eID in. Op afstand vragen wij een kopie van het document en bellen wij"
             " terug.\n\nVoor een vennootschap vragen wij de statuten en een uittreksel uit het UBO-register."),
    _Written(818, PolicyKind.PROCEDURE, "Een vermoeden intern melden",
             "Wie iets opmerkt, meldt het dezelfde dag in het dossier. Aan de cliënt zeggen wij er niets over.",
             with_file=True),
    _Written(410, PolicyKind.PROCEDURE, "Nieuwe medewerkers",
             "Nieuwe medewerkers volgen de basisopleiding in de eerste maand, en werken tot dan samen met An."),
    _Written(200, PolicyKind.RISK_ASSESSMENT, "Algemene risicobeoordeling, tweede uitgave",
             "Sinds de opening aan de kust kopen meer mensen op afstand, ook uit het buitenland.\n\nDaarom"
             " ontmoeten wij elke koper minstens eenmaal, of lezen wij zijn eID in.", OfficeRisk.HIGH),
)  # fmt: skip
# Days ago, title, given by, minutes, who was there.
_TRAININGS = (
    (470, "De antiwitwaswet voor vastgoedmakelaars", "Confederatie van vastgoedberoepen", 210, (AN, BRAM)),
    (390, "Uiteindelijke begunstigden vinden", "Notariaat Dendermonde", 120, (AN,)),
    (150, "Herkomst van middelen: wat vraagt u?", "Confederatie van vastgoedberoepen", 180, (AN, BRAM)),
    (40, "Sanctielijsten in de praktijk", "", 60, (BRAM,)),
)


def add_registers(session: Session, files: Files, now: datetime) -> int:
    """Writes them down; returns how many, none where there are some already. Nobody gets a letter about it."""
    enter(session, Scope.office())
    if session.scalar(select(Policy.id).limit(1)) is not None:
        return 0
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    who = {member: officer_of(office, member) for member in (AN, BRAM)}
    session.rollback()
    enter(session, Scope.organisation(office.organisation_id, officer=True))
    desk = Desk(session, files, office.organisation_id, who, now)
    with events.quietly(session), transaction(session):
        return sum(write(desk) for write in WRITTEN)


def _policies(desk: Desk) -> int:
    for one in _POLICIES:
        file = NewFile(f"{one.title}.pdf", _paper(one, desk.at(one.ago))) if one.with_file else None
        new = NewPolicy(one.kind, one.title, one.body, desk.day(one.ago), one.overall)
        add_policy(desk.session, desk.files, _SCANNER, desk.who[AN], new, file, desk.now)
    return len(_POLICIES)


def _trainings(desk: Desk) -> int:
    """All are written down today: the trail of the office follows time. Who didn't use the tool then isn't
    ticked."""
    count = 0
    for ago, title, given_by, minutes, there in _TRAININGS:
        known = users_of_tool(desk.session, desk.organisation_id, desk.day(ago))
        users = {one.account_id: one.id for one in known}
        attended = frozenset(users[desk.who[one].account_id] for one in there if desk.who[one].account_id in users)
        if attended:
            new = NewTraining(title, desk.day(ago), minutes, attended, given_by)
            add_training(desk.session, desk.files, _SCANNER, desk.who[BRAM], new, None, desk.now)
            count += 1
    return count


def _paper(one: _Written, at: datetime) -> BytesIO:
    sheet = pdf.Sheet(
        title=one.title,
        language="nl-BE",
        issuer="Immo Peeters",
        reference=f"{at:%Y}/{one.ago}",
        issued_at=at,
        page_words="{page} / {pages}",
        blocks=(pdf.Note(one.body), pdf.Note("Verzonnen voor de demonstratie; niemand is bedoeld.")),
    )
    return BytesIO(pdf.made(sheet))


WRITTEN: tuple[Callable[[Desk], int], ...] = (_policies, _trainings)
