"""Three years of files of contacts at Immo Peeters, by An and Bram: each act by its service, at its own instant,
in the order of time, with the lists as they stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from heapq import heapify, heappop, heappush
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import events
from app.aml.assessing import file_of, rules_in_force
from app.aml.contacts import add_contact
from app.aml.deciding import accept_contact, refuse_contact
from app.aml.details import subject_of
from app.aml.evidence import add_evidence
from app.aml.hits import clear_hit
from app.aml.identifying import Change, answer, pass_page, save_page
from app.aml.matches import edition_of, look_at_lists
from app.aml.pages import PageName, Step, pages_of, step_of
from app.aml.shelf import Shelf
from app.aml.versions import begin_version
from app.aml.vigilance.file import Given
from app.aml.vigilance.level import vigilance_of
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, Member
from app.demo.clients import SEED
from app.demo.companies import FIRMS, company_files
from app.demo.deals import Deals
from app.demo.dossier import Dossier, Later, bound, filled
from app.demo.governments import IMMO_PEETERS
from app.demo.papers import name_of, paper_of
from app.demo.plan import working_day
from app.demo.remarkable import plain, remarkable
from app.demo.retention import ended_relation
from app.demo.screening import screened
from app.demo.wallets import office_of
from app.outside.files import Files
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.transaction import Scope, enter, transaction
from models.aml import Contact, Hit
from models.values.identified import Details, EvidenceKind
from models.values.vigilance import Verdict

_SCANNER = TestFileOnly()
_AT_ONCE = 60  # steps in one transaction
_DAYS = 3 * 365
_ROLES = {AN: Role.AML_OFFICER, BRAM: Role.AML_MEMBER}
# What people are asked and doesn't weigh; every other question is answered with no.
_HARMLESS = {
    "ID1": "yes", "ID2": "yes", "ID3": "secure", "ID4": "yes", "ID6": "contact", "ID7": "yes", "ORG1": "yes",
    "ORG2": "yes", "REL1": "yes", "SAN1": "none",
}  # fmt: skip
_REACH = (PageName.REACH, PageName.WORK, PageName.PART, PageName.ACTING, PageName.MEETING)
Steps = Iterator[datetime]
"""What is done with one file: it gives the instant of its next step, and does it when it is asked again."""


def dossiers(now: datetime) -> list[Dossier]:
    """Every file of the office, in no order; the same for one day."""
    today = day_of(now)
    return [*plain(today), *remarkable(today), *company_files(today, FIRMS), *screened(today)]


@dataclass
class Years:
    """The office's files while its years are played, up to `now`; `roots`: contacts that came, by their key."""

    now: datetime
    files: Files
    shelf: Shelf = field(default_factory=lambda: Shelf(None))
    roots: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._who: dict[Member, Identity] = {}
        self.session: Session
        self._todo: list[tuple[datetime, int, Steps]] = []
        self._begun = False

    def play(self, session: Session, until: datetime) -> int:
        """Plays what happens before that instant and wasn't played yet; returns how many steps. Nobody gets a
        letter about it. Nothing happens in an office that has contacts of its own."""
        self.session = session
        if not self._begun:
            self._begin(session)
        if not self._todo:
            return 0
        enter(session, Scope.organisation(self._who[AN].organisation_id or 0, officer=True))
        count = 0
        with events.quietly(session):
            while self._todo and self._todo[0][0] < until:
                with transaction(session):
                    count += self._some(until)
        return count

    def _begin(self, session: Session) -> None:
        self._begun = True
        enter(session, Scope.office())
        if session.scalar(select(Contact.id).limit(1)) is not None:
            return
        office = office_of(session, IMMO_PEETERS, (AN, BRAM))
        for member, role in _ROLES.items():
            known = office.identity(member)
            self._who[member] = replace(known, roles=known.roles | {role}, key_level="high")
        session.rollback()
        for place, one in enumerate(dossiers(self.now)):
            steps = self._steps(one)
            self._todo.append((next(steps), place, steps))
        deals = Deals(self, office.organisation_id, self._who.__getitem__, self._instant)
        start = day_of(self.now) - timedelta(days=_DAYS)
        others = [*deals.steps(start, self.now), ended_relation(self, self._who[BRAM])]
        for place, steps in enumerate(others, len(self._todo)):
            self._todo.append((next(steps), place, steps))
        heapify(self._todo)

    def _some(self, until: datetime) -> int:
        """Some steps, the earliest first."""
        for count in range(_AT_ONCE):
            if not self._todo or self._todo[0][0] >= until:
                return count
            _, place, steps = heappop(self._todo)
            following = next(steps, None)
            if following is not None:
                heappush(self._todo, (following, place, steps))
        return _AT_ONCE

    def _steps(self, one: Dossier) -> Steps:
        random = Random(f"{SEED} {one.key} steps")
        at = self._instant(random, one.ago)
        yield at
        whole = bound(one, one.details, self.roots)
        pages = pages_of(whole)
        if one.stops_at is not None:
            pages = pages[: pages.index(one.stops_at) + 1]
        told = filled(type(whole)(), whole, pages)
        contact_id = self.roots[one.key] = self._added(one, told, at)
        for group in _groups(pages, one_by_one=one.stops_at is not None):
            at += timedelta(minutes=random.randint(2, 8), seconds=random.randrange(60))
            yield at
            self._save(contact_id, one, group, partial(filled, whole=whole, pages=group), at)
        if one.cleared:
            at += timedelta(minutes=35)
            yield at
            self._clear(contact_id, one.cleared, at)
        yield from self._rest(random, contact_id, one, pages, one.papers, one.answers, at)
        if one.verdict is not None:
            at = self._decided_at(random, contact_id, one.waits)
            yield at
            self._decide(contact_id, one.decided_by or one.by, one.verdict, one.reason, at)
        for later in one.later:
            yield from self._version(random, contact_id, one, later)

    def _version(self, random: Random, root: int, one: Dossier, later: Later) -> Steps:
        at = self._instant(random, one.ago - later.after)
        yield at
        contact_id = begin_version(self.session, self._who[later.by], self.shelf, root, at).id
        mine = replace(one, by=later.by)
        at += timedelta(minutes=random.randint(2, 8))
        yield at
        self._save(
            contact_id, mine, (later.page,), lambda before: bound(one, later.changed(before), self.roots), at
        )
        pages = (PageName.EVIDENCE, PageName.LISTS, PageName.QUESTIONS)
        yield from self._rest(random, contact_id, mine, pages, later.papers, later.answers, at)
        at = self._decided_at(random, contact_id, 0)
        yield at
        self._decide(contact_id, later.by, Verdict.ACCEPTED, later.reason, at)

    def _rest(
        self,
        random: Random,
        contact_id: int,
        one: Dossier,
        pages: Sequence[PageName],
        papers: Sequence[EvidenceKind],
        answers: Mapping[str, Given],
        at: datetime,
    ) -> Steps:
        """Papers, lists and questions, as far as these pages go."""
        who = self._who[one.by]
        for kind in papers if PageName.EVIDENCE in pages else ():
            at += timedelta(minutes=random.randint(1, 3), seconds=random.randrange(60))
            yield at
            contact = self._contact(contact_id)
            paper = paper_of(kind, contact.name, at)
            name = name_of(kind, contact.name)
            add_evidence(
                self.session, self.files, _SCANNER, who, contact.id, kind, name, paper, contact.version, at
            )
        if PageName.LISTS in pages:
            at += timedelta(minutes=1, seconds=random.randrange(60))
            yield at
            contact = self._contact(contact_id)
            if PageName.EVIDENCE not in contact.pages:  # the card was read: no paper is put with it
                pass_page(self.session, who, contact.id, PageName.EVIDENCE, contact.version, at)
            look_at_lists(self.session, who, contact.id, edition_of(self.session, contact), contact.version, at)
        if PageName.QUESTIONS in pages:
            at += timedelta(minutes=random.randint(2, 6), seconds=random.randrange(60))
            yield at
            contact = self._contact(contact_id)
            rules = rules_in_force(self.session).rules
            asked = vigilance_of(rules, file_of(self.session, contact, at)).asked
            given = {code: Given(_HARMLESS.get(code, "no")) for code in asked if code not in contact.answers}
            answer(self.session, who, contact.id, {**given, **answers}, contact.version, at)

    def _added(self, one: Dossier, told: Details, at: datetime) -> int:
        return add_contact(self.session, self._who[one.by], self.shelf, subject_of(told), at).id

    def _save(
        self, contact_id: int, one: Dossier, group: Sequence[PageName], change: Change, at: datetime
    ) -> None:
        first, *also = group
        contact = self._contact(contact_id)
        number = one.number if PageName.DOCUMENT in group else None
        save_page(
            self.session, self._who[one.by], self.shelf, contact.id, first, change, contact.version, at, number,
            also=tuple(also),
        )  # fmt: skip

    def _clear(self, contact_id: int, why: str, at: datetime) -> None:
        """An looks at what is alike, and finds it to be somebody else."""
        current = select(Hit).where(Hit.contact_id == contact_id, Hit.closed_at.is_(None), Hit.state == "open")
        for hit in self.session.scalars(current).all():
            clear_hit(self.session, self._who[AN], hit.id, why, hit.version, at)

    def _decide(self, contact_id: int, by: Member, verdict: Verdict, reason: str, at: datetime) -> None:
        contact, decide = self._contact(contact_id), accept_contact
        if verdict is Verdict.REFUSED:
            decide = refuse_contact
        decide(self.session, self._who[by], contact.id, contact.version, reason, at)

    def _decided_at(self, random: Random, contact_id: int, waits: int) -> datetime:
        """Soon after it was changed last, or so many days later."""
        last = self._contact(contact_id).changed_at
        if not waits:
            return last + timedelta(minutes=random.randint(3, 25), seconds=random.randrange(60))
        return _within_hours(random, working_day(day_of(last) + timedelta(days=waits)))

    def _contact(self, contact_id: int) -> Contact:
        return self.session.get_one(Contact, contact_id)

    def _instant(self, random: Random, ago: int) -> datetime:
        """In office hours of a working day so long ago, or the last one before today."""
        today = day_of(self.now)
        day = working_day(today - timedelta(days=ago))
        return _within_hours(random, day if day < today else working_day(today - timedelta(days=1), -1))


def _within_hours(random: Random, day: date) -> datetime:
    minutes = random.randrange(8 * 60 + 30, 15 * 60 + 30)
    moment = time(minutes // 60, minutes % 60, random.randrange(60))
    return datetime.combine(day, moment, BRUSSELS).astimezone(UTC)


def _groups(pages: Sequence[PageName], *, one_by_one: bool) -> list[tuple[PageName, ...]]:
    """The pages about who it is, as they are filled in: what a card or a register tells, then how one deals with
    him; or each by itself."""
    who = [page for page in pages if step_of(page) is Step.WHO]
    if one_by_one:
        return [(page,) for page in who]
    return [tuple(page for page in who if page not in _REACH), tuple(page for page in who if page in _REACH)]
