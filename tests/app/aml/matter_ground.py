"""What the members and the officers of a life stand on: an office, what it knows, and trying."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.aml.subscriptions import buy_subscription
from app.aml.vigilance.rule_set import RuleSet
from app.errors import HouseError, Refusal
from app.policy import Identity
from app.rights.built_in import AML
from app.transaction import Scope, enter
from models.aml import Contact, Deal, RiskProfile
from models.organisations import Member
from models.rights import Access, Tool, ToolRole
from models.values.identified import FilePart
from models.values.matters import MatterState as State
from models.values.subscribed import Plan
from models.values.vigilance import AsksOf, Effect
from tests.app.aml.complete_deals import accepted, add_deal
from tests.app.aml.lists_of_today import AmlOffice, load
from tests.app.aml.matter_never import Known
from tests.app.aml.paid_deals import BRONZE, money_in
from tests.app.aml.rules_of_today import publish, rule
from tests.app.wallet.offices import NOW, account

WHY = "Seen with the notary, and explained to us."
RULES = RuleSet(
    (
        replace(rule("KR", Effect.RAISED), on=(AsksOf.PROFILE,)),
        replace(rule("TR", Effect.RAISED), on=(AsksOf.TRANSACTION,)),
    )
)


class Ground:
    """One office with two contacts and two deals between them. An is its officer, Bram a member; Els is officer
    too, but where An is alone."""

    def __init__(self, session: Session, one: AmlOffice, drawn: random.Random, *, others: bool = True) -> None:
        self.session, self.one, self.drawn, self.now, self.others = session, one, drawn, NOW, others
        self.els = replace(one.an, account_id=account(session, "els"))
        publish(session, RULES)
        load(session, "eu", [])
        money_in(session, one.id, "600.00")
        self.sets_officers()
        enter(session, Scope.organisation(one.id, officer=True))
        self.subscription = buy_subscription(session, one.bram, Plan.BRONZE, "life", BRONZE, NOW)
        self.contacts = [Known(accepted(session, one.bram, name)) for name in ("Verlinden", "Wauters")]
        parties = tuple(
            (known.row, part)
            for known, part in zip(self.contacts, (FilePart.SELLER, FilePart.BUYER), strict=True)
            if isinstance(known.row, Contact)
        )
        self.deals = [
            Known(add_deal(session, one.bram, f"L-{number}", parties=parties), State.DRAFT, "no")
            for number in range(3)
        ]
        self.profiles: list[Known] = []
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self.kept: dict[str, str] = {}

    def sets_officers(self) -> None:
        """In office scope."""
        tool = self.session.scalars(select(Tool).where(Tool.code == AML)).one()
        role = ToolRole(tool_id=tool.id, code="officer", name_nl="o", name_fr="o", name_en="o")
        els = Member(
            organisation_id=self.one.id, account_id=self.els.account_id, state="confirmed", is_manager=False,
            first_day=date(2026, 6, 1), created_at=NOW,
        )  # fmt: skip
        self.session.add_all((role, els))
        self.session.flush()
        an = self.session.scalars(select(Member).where(Member.account_id == self.one.an.account_id)).one()
        for member in (an, els) if self.others else (an,):
            self.session.add(
                Access(
                    organisation_id=self.one.id, membership_id=member.id, tool_id=tool.id, role_id=role.id,
                    state="user", given_on=date(2026, 9, 1), given_by=self.one.an.account_id,
                )
            )  # fmt: skip
        self.session.flush()

    def tries(self, name: str, allowed: bool | None, act: Callable[[], object]) -> bool:
        """Does it, and says whether it was done; `allowed` None leaves that to the house."""
        try:
            with self.session.begin_nested():
                act()
                self.session.execute(text("set constraints all immediate"))
                self.session.execute(text("set constraints all deferred"))
        except HouseError as problem:
            if isinstance(problem, Refusal):
                self.refused.update(one.code for one in problem.everything)
            if allowed is True:
                raise AssertionError(f"{name} was refused") from problem
            self.session.expire_all()
            return False
        assert allowed is not False, f"{name} was done"
        self.done[name] += 1
        return True

    def who(self) -> Identity:
        """A member; the officer is one too."""
        return self.drawn.choice((self.one.bram, self.one.bram, self.one.an))

    def matter(self) -> Known:
        return self.drawn.choice(self.profiles + self.deals)

    def anything(self) -> Known:
        return self.drawn.choice(self.contacts + self.profiles + self.deals)

    def contact_of(self, known: Known) -> Known:
        assert not isinstance(known.row, Deal)
        return next(one for one in self.contacts if one.row.id == known.row.root_id)

    def free(self, known: Known) -> bool:
        """Neither it is blocked nor, of a profile, its contact."""
        above = isinstance(known.row, RiskProfile) and self.contact_of(known).blocked
        return not (known.blocked or above)

    def usable(self, contact: Known) -> bool:
        """Whether it may be dealt with, by the model: nothing of it is blocked, and the newest profile of it that
        was decided, or found raised, was accepted; once a deal was closed with it, there is one."""
        his = [one for one in self.profiles if self.contact_of(one) is contact]
        if contact.blocked or any(one.blocked for one in his):
            return False
        raised = [one for one in his if one.state is State.ASSESSED and one.level == "raised"]
        settled = [one for one in his if one.waits or one.decided or one in raised]
        if settled:
            return settled[-1].decided == "accepted"
        return all(deal.decided != "accepted" for deal in self.deals)

    def has_level(self, one: Known) -> None:
        assert not isinstance(one.row, Contact)
        one.level, one.state = str(one.row.level), State(one.row.state)
        one.told |= one.level == "raised"
        if isinstance(one.row, RiskProfile):
            assert (one.level == "raised") is (one.answer == "yes")
        elif one.answer == "yes":
            assert one.level == "raised"

    def is_decided(self, one: Known, verdict: str) -> None:
        one.state, one.decided = State(verdict), verdict
