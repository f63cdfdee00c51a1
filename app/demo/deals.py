"""The deals of Immo Peeters while its years are played, by An and Bram: each act by its service, at its own
instant. What is paid for them are units of subscriptions, bought while the years of its wallet are played."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import partial
from random import Random

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.aml.assessing import details_of
from app.aml.deal_assessing import assessed_deal
from app.aml.deal_pages import DealPage
from app.aml.deal_rules import DealFacts
from app.aml.deals import accept_deal, add_party, answer_deal, begin_deal, hand_deal, refuse_deal, save_deal_page
from app.aml.fiu_answers import note_sent, record_answer
from app.aml.fiu_reports import begin_report, make_report, save_report
from app.aml.goaml.told import PartyTold, ReportDetails
from app.aml.holding import hold
from app.aml.matters import matter_of
from app.aml.notifications import ask_back, reply
from app.aml.officer_deciding import decide_matter
from app.aml.paying import Seen, pay_deal
from app.aml.profile_assessing import assessed_profile
from app.aml.profiles import accept_profile, answer_profile, assess_profile, begin_profile
from app.aml.subscriptions import buy_subscription, planned, running
from app.aml.vigilance.file import Given
from app.clock import BRUSSELS, day_of
from app.demo.cast import AN, BRAM, Member
from app.demo.deal_scripts import SEED, SIDES, DealScript, deal_scripts, notary
from app.demo.governments import IMMO_PEETERS
from app.demo.plan import working_day
from app.demo.wallets import Act, Office, office_of, top_up
from app.policy import Identity, Role
from models.aml import Contact, Deal, DealParty, FiuReport, Notification
from models.values import euro
from models.values.dealt import DealDetails
from models.values.fiu import OfficerActKind
from models.values.identified import FilePart, Place
from models.values.subscribed import PaidBy, Plan
from models.values.vigilance import AsksOf, Verdict

FIRST = date(2025, 1, 20)
"""When the office bought its first subscription: not before there is a price."""
_RENEWED = 325  # days after the one before was bought: it follows on it
_HARMLESS = {"FIN1": "yes", "FIN5": "yes", "K1": "yes", "K5": "yes"}
Steps = Iterator[datetime]


def first_day(start: date) -> date:
    """Since when the office pays for deals, where its years began on that day."""
    return max(FIRST, start + timedelta(days=60))


def subscriptions_bought(session: Session, start: date, now: datetime) -> Iterator[Act]:
    """Each year's subscription, with the money for it; in office scope, as its time has come."""
    day = working_day(first_day(start))
    while (at := _at(day, 10, 40)) < now:
        yield Act(at, partial(_subscribe, session, at))
        day = working_day(day + timedelta(days=_RENEWED))


def _subscribe(session: Session, at: datetime) -> None:
    office = office_of(session, IMMO_PEETERS, (AN, BRAM))
    who = officer_of(office, AN)
    office.random = Random(f"{SEED} {at:%Y%m%d}")
    top_up(session, office, AN, euro(300), at - timedelta(minutes=12))
    cost = planned(session, who, Plan.BRONZE, at).bill.cost
    buy_subscription(session, who, Plan.BRONZE, f"demo-{at:%Y%m%d}", cost.gross, at)


def officer_of(office: Office, member: Member) -> Identity:
    """The member with his key and what he is in the tool."""
    known = office.identity(member)
    role = Role.AML_OFFICER if member is AN else Role.AML_MEMBER
    return replace(known, roles=known.roles | {role}, key_level="high")


@dataclass(frozen=True)
class Deals:
    """All of them, as steps among others; `session` in the scope of the office's officers while they are done."""

    session: Session
    organisation_id: int
    who: Callable[[Member], Identity]
    instant: Callable[[Random, int], datetime]

    def steps(self, start: date, now: datetime) -> list[Steps]:
        """One for each deal."""
        return [self._deal(one, now) for one in deal_scripts(first_day(start), day_of(now))]

    def _deal(self, one: DealScript, now: datetime) -> Steps:
        random, who = Random(f"{SEED} {one.key}"), self.who(one.by)
        at = self.instant(random, one.ago)
        yield at
        roots = self._parties(one, random)
        if len(roots) < len(SIDES[one.kind]):
            return  # nobody is left to deal with
        for root in roots:
            if not self._is_usable(root):
                yield from (at := step for step in self._profile(root, who, random, at))
        deal = begin_deal(self.session, who, self.organisation_id, _reference(one, at), one.kind.value, at)
        yield (at := _later(random, at))
        self._save(deal, who, DealPage.PROPERTY, partial(_property, one=one, random=random, day=day_of(at)), at)
        for role, root in zip(SIDES[one.kind], roots, strict=True):
            yield (at := _later(random, at))
            deal = self._fresh(deal)
            add_party(self.session, who, deal.id, root, role.value, deal.version, at)
        if one.stops_at is DealPage.PARTIES:
            return
        yield (at := _later(random, at))
        holder = self.session.get_one(Contact, roots[1]).name
        self._save(deal, who, DealPage.MONEY, partial(_money, one=one, random=random, holder=holder), at)
        yield (at := _later(random, at))
        deal = self._fresh(deal)
        asked = assessed_deal(self.session, deal, at).found.asked
        answers = {code: Given(_HARMLESS.get(code, "no")) for code in asked}
        answer_deal(self.session, who, deal.id, {**answers, **one.answers}, deal.version, at, all_seen=True)
        if one.stops_at is DealPage.PAY:
            return
        yield (at := _later(random, at))
        self._pay(deal, who, at)
        yield (at := _later(random, at))
        yield from self._decided(deal, one, random, at, now)

    def _decided(self, deal: Deal, one: DealScript, random: Random, at: datetime, now: datetime) -> Steps:
        who, officer = self.who(one.by), self.who(AN)
        deal = self._fresh(deal)
        if one.refused:
            refuse_deal(self.session, who, deal.id, deal.version, one.refused, at)
            return
        if not one.handed:
            accept_deal(self.session, who, deal.id, deal.version, at)
            return
        told = hand_deal(self.session, who, deal.id, deal.version, one.handed, at)
        if one.asked:
            yield (at := at + timedelta(hours=3))
            told = self._told(told)
            ask_back(self.session, officer, told.id, one.asked, told.version, at)
            yield (at := at + timedelta(hours=19))
            told = self._told(told)
            reply(self.session, who, told.id, one.replied, told.version, at)
        if one.held:
            yield (at := at + timedelta(hours=2))
            hold(self.session, officer, matter_of(deal), one.held, at)
        if one.reported:
            yield (at := at + timedelta(hours=4))
            yield from self._report(deal, one, random, at, now)
        if one.accepted:
            yield (at := at + timedelta(hours=5))
            deal = self._fresh(deal)
            decide_matter(self.session, officer, matter_of(deal), Verdict.ACCEPTED, one.accepted, deal.version, at)

    def _report(self, deal: Deal, one: DealScript, random: Random, at: datetime, now: datetime) -> Steps:
        officer = self.who(AN)
        report = begin_report(self.session, officer, matter_of(deal), at)
        buyer = self.session.scalars(
            select(DealParty).where(DealParty.deal_id == deal.id, DealParty.role == FilePart.BUYER.value)
        ).first()
        parties = () if buyer is None else (
            PartyTold(buyer.root_id, buyer.role, is_suspected=True, significance=8, reason=one.reported[:200]),
        )  # fmt: skip
        details = ReportDetails(
            reason=one.reported,
            action="De verrichting wacht. Het kantoor heeft niets van de melding laten blijken.",
            location=Place("Noordlaan 12", "9200", "Dendermonde", "BE"),
            rentity_id="20417",
            transmode="NOTYET",
            indicators=("RE01", "RE03"),
            parties=parties,
        )
        save_report(self.session, officer, report.id, details, report.version, at)
        yield (at := at + timedelta(minutes=25))
        report = self._reported(report)
        make_report(self.session, officer, report.id, report.version, at)
        yield (at := at + timedelta(minutes=18))
        report = self._reported(report)
        reference = f"CFI-{at:%Y}-{random.randint(10_000, 99_999)}"
        note_sent(self.session, officer, report.id, reference, report.version, at)
        if one.opposed:
            yield (at := at + timedelta(days=2))
            report, until = self._reported(report), day_of(now) + timedelta(days=one.opposed)
            record_answer(
                self.session, officer, report.id, OfficerActKind.OPPOSED, reference, until,
                "De CFI verzet zich tegen de uitvoering.", report.version, at,
            )  # fmt: skip

    def _profile(self, root: int, who: Identity, random: Random, at: datetime) -> Steps:
        """Who was in a deal before has his profile made first."""
        contact = self.session.scalars(
            select(Contact).where(Contact.root_id == root, Contact.state == "accepted")
        ).one()
        profile = begin_profile(self.session, who, contact.id, at)
        yield (at := _later(random, at))
        found = assessed_profile(self.session, profile, at)
        asked = [one.code for one in found.rules.rules.rules if AsksOf.PROFILE in one.on]
        answers = {code: Given(_HARMLESS.get(code, "no")) for code in asked if code in found.found.asked}
        self.session.refresh(profile)
        answer_profile(self.session, who, profile.id, answers, profile.version, at)
        yield (at := _later(random, at))
        self.session.refresh(profile)
        assess_profile(self.session, who, profile.id, profile.version, at)
        yield (at := _later(random, at))
        self.session.refresh(profile)
        accept_profile(self.session, who, profile.id, profile.version, "", at)
        yield (at := _later(random, at))

    def _parties(self, one: DealScript, random: Random) -> list[int]:
        """Somebody for each side, with that part in his own file as long as there is one; somebody who wasn't in a
        deal before, unless a returning one is wanted or nobody else is left."""
        found: list[int] = []
        for part in SIDES[one.kind]:
            some = [contact for contact in self._persons() if contact.root_id not in found]
            fresh = [contact for contact in some if self._is_usable(contact.root_id) is not one.returning]
            mine = [contact for contact in fresh if details_of(contact).dealing.part is part] or fresh or some
            if mine:
                found.append(random.choice(mine).root_id)
        return found

    def _persons(self) -> Sequence[Contact]:
        return self.session.scalars(
            select(Contact)
            .where(
                Contact.organisation_id == self.organisation_id,
                Contact.state == "accepted",
                Contact.kind == "person",
                Contact.level.in_(("simplified", "standard")),
            )
            .order_by(Contact.root_id)
        ).all()

    def _is_usable(self, root: int) -> bool:
        found = self.session.scalar(select(func.house_contact_usable(self.organisation_id, root)))
        return bool(found)

    def _pay(self, deal: Deal, who: Identity, at: datetime) -> None:
        deal = self._fresh(deal)
        unit = running(self.session, self.organisation_id, day_of(at))[0]
        pay_deal(self.session, who, deal.id, Seen(PaidBy.SUBSCRIPTION, unit.id), deal.version, at)

    def _save(
        self, deal: Deal, who: Identity, page: DealPage, change: Callable[[DealFacts], DealFacts], at: datetime
    ) -> None:
        deal = self._fresh(deal)
        save_deal_page(self.session, who, deal.id, page, change, deal.version, at)

    def _fresh(self, deal: Deal) -> Deal:
        self.session.refresh(deal)
        return deal

    def _told(self, notification: Notification) -> Notification:
        self.session.refresh(notification)
        return notification

    def _reported(self, report: FiuReport) -> FiuReport:
        self.session.refresh(report)
        return report


def deals_there_are(session: Session) -> int:
    """How many deals there are, in everybody's rows that are in scope."""
    return session.scalar(select(func.count()).select_from(Deal)) or 0


def _property(facts: DealFacts, *, one: DealScript, random: Random, day: date) -> DealFacts:
    street, postal_code, place, parcel = one.at
    told = replace(
        facts.details,
        property=Place(street, postal_code, place, "BE"),
        cadastral=parcel,
        mandate_on=day - timedelta(days=random.randint(8, 60)),
        expected_on=day + timedelta(days=random.randint(60, 120)),
    )
    return replace(facts, price=Decimal(one.price), details=told)


def _money(facts: DealFacts, *, one: DealScript, random: Random, holder: str) -> DealFacts:
    told: DealDetails = replace(
        facts.details,
        financing=one.financing,
        account=_iban(random),
        account_holder=holder,
        deposit_cents=one.price * 10 if one.financing else None,
        notary=notary(random) if one.financing else "",
    )
    return replace(facts, price=Decimal(one.price), details=told)


def _reference(one: DealScript, at: datetime) -> str:
    return f"{at:%Y}/{one.kind.value[:1].upper()}{at:%m%d%H%M}"


def _iban(random: Random) -> str:
    """A Belgian account with right check digits, of nobody."""
    base = f"{random.choice((1, 363, 734, 979)):03}{random.randrange(10**7):07}"
    national = f"{base}{int(base) % 97 or 97:02}"
    check = 98 - int(f"{national}111400") % 97
    return f"BE{check:02}{national}"


def _later(random: Random, at: datetime) -> datetime:
    return at + timedelta(minutes=random.randint(2, 9), seconds=random.randrange(60))


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), BRUSSELS).astimezone(UTC)
