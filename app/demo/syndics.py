"""Syndics in the demonstration: the fee of this year, the register of mandates, and cases in each state, one of
Immo Peeters next to those of people who are syndic themselves.

Each act by its service, in the order of time; nobody gets a letter about it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cached_property
from heapq import heapify, heappop, heappush
from io import BytesIO

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import events, pdf
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, ELS, INES, Member
from app.demo.governments import IMMO_PEETERS
from app.demo.mandate_cases import SCRIPTS, CaseScript, Then
from app.demo.mandates import Portfolio, add_mandates
from app.demo.plan import working_day
from app.demo.wallets import BANK, office_of, staff_of
from app.organisations.joining import NewOrganisation, WorkDetails, create_organisation, with_number
from app.outside.files import Files
from app.outside.payments import Begun, Payment, PaymentState
from app.outside.virus import TestFileOnly
from app.policy import Identity, Role
from app.syndics.answering import answer_case
from app.syndics.associations import organisation_of
from app.syndics.case_files import add_file
from app.syndics.cases import begin_case, save_page
from app.syndics.desk import ask_applicant, file_case, refuse_case, take_case
from app.syndics.fees import fee_of, set_fee
from app.syndics.messages import write_message
from app.syndics.submitting import announce_case, submit_case
from app.syndics.withdrawing import withdraw_case
from app.transaction import Scope, enter, transaction
from app.wallet.rules import LIVES
from app.wallet.settling import settle
from app.wallet.top_ups import Way, note_of, note_payment, write_down
from models.accounts import Account
from models.syndics import Case, MandateRow
from models.values import EnterpriseNumber, Money, PaymentMethod, euro
from models.values.mandates import CaseEvidence, CasePage, StepKind
from models.wallet import TopUp

FEE = Money(Decimal("112.50"))
DEMO_FIGURE = "Demo figure"
_PAID_IN = euro(125)
_SCANNER = TestFileOnly()
_REACHES_BACK = max(one.ago for one in SCRIPTS) + 7
_TITLES = {
    CaseEvidence.MINUTES: ("Notulen van de algemene vergadering", "Procès-verbal de l’assemblée générale"),
    CaseEvidence.DISMISSAL: ("Beslissing tot ontslag", "Décision de révocation"),
    CaseEvidence.OTHER: ("Stuk", "Pièce"),
}
Steps = Iterator[datetime]
"""What happens to one case: it gives the instant of its next step, and does it when it is asked again."""


def add_syndics(session: Session, files: Files, now: datetime) -> int:
    """Adds all of it; returns how many cases, none where there are mandates already. The business register was
    taken in before. In office scope."""
    enter(session, Scope.office())
    if session.scalar(select(MandateRow.id).limit(1)) is not None:
        return 0
    with events.quietly(session):
        return Counter(session, files, now).play()


class Counter:
    """Who acts on cases, and where; in office scope."""

    def __init__(self, session: Session, files: Files, now: datetime) -> None:
        self._session, self._files, self._now = session, files, now
        self._ines = staff_of(session, INES, Role.COUNTER)
        self._office = office_of(session, IMMO_PEETERS, (AN, BRAM, ELS))

    def play(self) -> int:
        """All of it; a step of a case after another."""
        with transaction(self._session):
            self._fees()
            self._mandates()
        todo: list[tuple[datetime, int, Steps]] = []
        for place, script in enumerate(SCRIPTS):
            steps = self._steps(script)
            todo.append((next(steps), place, steps))
        heapify(todo)
        with transaction(self._session):
            while todo:
                _, place, steps = heappop(todo)
                following = next(steps, None)
                if following is not None:
                    heappush(todo, (following, place, steps))
            # Nobody asks the bank about payments it never saw.
            self._session.execute(update(TopUp).where(TopUp.provider == BANK.name).values(ask_at=None))
        return len(SCRIPTS)

    def _fees(self) -> None:
        """Of the years in which something is paid here, but for those of which an amount is known."""
        for year in sorted({self._now.year, (self._now - timedelta(days=_REACHES_BACK)).year}):
            if fee_of(self._session, year) is None:
                set_fee(self._session, self._ines, year, FEE, DEMO_FIGURE, self._at(_REACHES_BACK, 8))

    def _mandates(self) -> None:
        persons = {member: self._office.members[member].person_id or self._account(member).person_id
                   for member in (AN, BRAM, ELS)}  # fmt: skip
        an = self._office.identity(AN).account_id
        at = self._at(_REACHES_BACK, 9)
        add_mandates(self._session, Portfolio(self._office.organisation_id, persons, an, at))

    def _steps(self, one: CaseScript) -> Steps:
        at = self._at(one.ago, 9 + SCRIPTS.index(one) % 4)
        yield at
        who = self._who(one)
        case_id = self._begun(one, who, at)
        yield (at := self._later(at))
        for kind in one.proofs:
            self._proven(case_id, who, kind, at)
        for then in one.then:
            at = max(self._later(at), self._at(one.ago, 11, then.after)) if then.after else self._later(at)
            yield (at := min(at, self._now))
            payer_id = 0
            if then.kind is StepKind.SUBMITTED:
                payer_id = self._paid_in(one, who, self._case(case_id), at)
                yield (at := self._later(at))
            self._does(who, self._case(case_id), then, payer_id, at)

    def _begun(self, one: CaseScript, who: Identity, at: datetime) -> int:
        about = None
        if one.about:
            about = self._session.scalars(
                select(MandateRow.id).where(
                    MandateRow.association_name.endswith(f" {one.name}"),
                    MandateRow.syndic_id == self._office.organisation_id,
                )
            ).one()
        form_key = f"demo {SCRIPTS.index(one)}"
        case = begin_case(self._session, who, one.form, form_key, at, mandate_id=about)
        whole = one.details(day_of(at))
        page = CasePage.SUMMARY if one.then else CasePage.MANDATE
        save_page(self._session, who, case.id, page, lambda before: whole, case.version, at)
        return case.id

    def _proven(self, case_id: int, who: Identity, kind: CaseEvidence, at: datetime) -> None:
        title = _TITLES[kind][who.language == "fr"]
        name = self._case(case_id).association_name
        paper = BytesIO(_paper(title, name, who.language, at))
        add_file(self._session, self._files, _SCANNER, who, case_id, kind, f"{title}.pdf", paper, at)

    def _does(self, who: Identity, case: Case, then: Then, payer_id: int, at: datetime) -> None:
        session, ines, case_id = self._session, self._ines, case.id
        match then.kind:
            case StepKind.SUBMITTED:
                fee = fee_of(session, day_of(at).year)
                gross = Money(fee.net) if fee is not None else FEE
                submit_case(session, who, case_id, payer_id, gross, case.version, at, files=self._files)
            case StepKind.ANNOUNCED:
                announce_case(session, who, case_id, case.version, at)
            case StepKind.WITHDRAWN:
                withdraw_case(session, who, case_id, case.version, at)
            case StepKind.MESSAGE:
                write_message(session, who, case_id, then.words, at)
            case StepKind.ANSWERED:
                if then.changed is not None:
                    save_page(session, who, case_id, CasePage.SYNDIC, then.changed, case.version, at)
                answer_case(session, who, case_id, then.words, self._case(case_id).version, at)
            case StepKind.TAKEN:
                take_case(session, ines, case_id, case.version, at)
            case StepKind.ASKED:
                ask_applicant(session, ines, case_id, then.words, case.version, at)
            case StepKind.REFUSED:
                refuse_case(session, ines, case_id, then.words, case.version, at)
            case StepKind.FILED:
                file_case(session, ines, case_id, f"KBO-{at:%Y%m%d}-{case_id:04}", case.version, at)

    def _paid_in(self, one: CaseScript, who: Identity, case: Case, at: datetime) -> int:
        """Who pays for it, once that is in the wallet."""
        payer_id = self._office.organisation_id
        if one.own_wallet and one.of_office:
            payer_id = self._managed(who, case, at)
        elif not one.of_office:
            payer_id = organisation_of(self._session, case, at, who).id
        payer = replace(who, organisation_id=payer_id)
        way = Way(BANK.name, PaymentMethod.BANCONTACT, LIVES)
        made = write_down(self._session, payer, _PAID_IN, f"demo-case-{case.id}", way, at)
        reference = f"tb_syndic_{case.id}"
        note_payment(self._session, made, Begun(reference, f"/demo/bank/{reference}"), at)
        self._session.flush()
        payment = Payment(reference, PaymentState.PAID, _PAID_IN, note_of(made))
        settle(self._session, BANK.name, payment, reference, at)
        return payer_id

    def _managed(self, who: Identity, case: Case, at: datetime) -> int:
        """The association, which its applicant added and manages."""
        number = EnterpriseNumber(case.association_number or "")
        found = with_number(self._session, number)
        if found is None:
            home = next(one for one in SCRIPTS if case.association_name.endswith(f" {one.name}"))
            where = home.details(day_of(at)).association.home
            new = NewOrganisation(
                number, case.association_name, where.street, where.postal_code, where.place, AN.email, "", "nl"
            )
            found = create_organisation(self._session, who, new, WorkDetails("Syndicus", AN.email), at)
        return found.id

    def _who(self, one: CaseScript) -> Identity:
        if one.of_office:
            return replace(self._office.identity(one.by), key_level="high", language=one.by.language)
        account = self._account(one.by)
        roles = frozenset({Role.PERSON, Role.MEMBER})
        return Identity(int(account.id), account.person_id, roles, key_level="high", language=one.by.language)

    def _account(self, member: Member) -> Account:
        return self._accounts[member.username]

    @cached_property
    def _accounts(self) -> dict[str, Account]:
        return {one.username: one for one in self._session.scalars(select(Account))}

    def _case(self, case_id: int) -> Case:
        return self._session.get_one(Case, case_id)

    def _later(self, at: datetime) -> datetime:
        """A little later, and never after today's moment."""
        return min(at + timedelta(minutes=9), self._now)

    def _at(self, ago: int, hour: int, after: int = 0) -> datetime:
        """At that hour of a working day so long ago, or so many days later; long enough before now to go on."""
        day: date = working_day(day_of(self._now) - timedelta(days=ago), -1) + timedelta(days=after)
        moment = datetime.combine(working_day(day), time(hour, 12), BRUSSELS).astimezone(UTC)
        return min(moment, self._now - timedelta(minutes=45 if not after else 10))


def _paper(title: str, association: str, language: str, at: datetime) -> bytes:
    invented = (
        "Verzonnen voor de demonstratie; niemand is bedoeld."
        if language == "nl"
        else "Inventé pour la démonstration ; personne n’est visé."
    )
    return pdf.made(
        pdf.Sheet(
            title=title, language=f"{language}-BE", issuer=association, reference=association, issued_at=at,
            page_words="{page} / {pages}", blocks=(pdf.Note(invented),),
        )
    )  # fmt: skip
