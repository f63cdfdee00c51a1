"""What members do in a life: they begin, answer, pay, assess, decide, hand over, reply and renew; and what the
model says of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from app.aml.deals import accept_deal, answer_deal, assess_deal, drop_deal, hand_deal, refuse_deal
from app.aml.deciding import accept_contact
from app.aml.handing import notification_of
from app.aml.notifications import reply
from app.aml.paying import Seen, pay_deal
from app.aml.profiles import (
    accept_profile,
    answer_profile,
    assess_profile,
    begin_profile,
    drop_profile,
    hand_profile,
    refuse_profile,
)
from app.aml.shelf import Shelf
from app.aml.versions import begin_version, drop_version
from app.aml.vigilance.file import Given
from app.policy import Identity
from models.aml import Contact, Deal, RiskProfile
from models.values.matters import MatterState as State
from models.values.subscribed import PaidBy
from tests.app.aml.matter_ground import WHY, Ground
from tests.app.aml.matter_never import Known
from tests.app.aml.paid_deals import SINGLE, balance_of


class Members(Ground):
    """Each act as it is told, or drawn."""

    def begin(self, of: Known | None = None) -> None:
        of = of or self.drawn.choice(self.contacts)
        his = [one for one in self.profiles if self.contact_of(one) is of]
        blocked = of.blocked or any(one.blocked for one in his)
        open_one = next((one for one in his if one.decided == "" and one.state is not State.DROPPED), None)
        drafted = open_one is not None and open_one.state is State.DRAFT
        made: list[RiskProfile] = []
        allowed = not blocked and (open_one is None or drafted)
        if self.tries(
            "begin",
            allowed,
            lambda: made.append(begin_profile(self.session, self.who(), of.row.id, self.now)),
        ):
            if drafted:
                assert open_one is not None
                assert made[0].id == open_one.row.id
            else:
                self.profiles.append(Known(made[0], State.DRAFT))

    def answer(self, one: Known | None = None, told: str = "") -> None:
        one, told = one or self.matter(), told or self.drawn.choice(("no", "yes"))
        code, service = ("KR", answer_profile) if isinstance(one.row, RiskProfile) else ("TR", answer_deal)
        version = one.row.version
        given = {code: Given(told, WHY)}
        undecided = one.state in (State.DRAFT, State.ASSESSED)
        allowed = True if undecided and self.free(one) else None if one.state is State.ASKED_BACK else False
        act: Callable[..., object] = service
        if self.tries(
            "answer", allowed, lambda: act(self.session, self.who(), one.row.id, given, version, self.now)
        ):
            one.answer = told
            one.state = State(one.row.state)  # type: ignore[union-attr]
            assert one.state in (State.DRAFT, State.ASSESSED, State.ASKED_BACK)

    def assess(self, one: Known | None = None) -> None:
        one = one or self.matter()
        if isinstance(one.row, Deal):
            deal = one.row
            fits = one.paid and one.state in (State.DRAFT, State.ASSESSED) and not one.blocked
            allowed = None if one.state is State.ASKED_BACK else fits
            done = self.tries("assess", allowed, lambda: assess_deal(self.session, self.who(), deal, self.now))
        else:
            ready = one.answer != "" or one.state is not State.DRAFT
            allowed = one.state in (State.DRAFT, State.ASSESSED) and self.free(one) and ready
            version = one.row.version
            done = self.tries(
                "assess",
                allowed,
                lambda: assess_profile(self.session, self.who(), one.row.id, version, self.now),
            )
        if done:
            self.has_level(one)

    def pay(self, one: Known | None = None, way: PaidBy | None = None) -> None:
        one, way = one or self.drawn.choice(self.deals), way or self.drawn.choice(tuple(PaidBy))
        version, before, used = one.row.version, balance_of(self.session, self.one.id), self.units_used()
        # What is paid already is told, and nothing taken; parties are asked, so a blocked one keeps it from it.
        fits = one.state is State.DRAFT and not one.blocked and all(map(self.usable, self.contacts))
        allowed = one.paid or fits
        if way is PaidBy.SUBSCRIPTION:
            seen = Seen(way, subscription_id=self.subscription.id)
        else:
            seen = Seen(way, gross=SINGLE)
        was_paid = one.paid
        if self.tries(
            "pay again" if was_paid else f"pay by {way}",
            allowed,
            lambda: pay_deal(self.session, self.who(), one.row.id, seen, version, self.now),
        ):
            one.paid = True
            if not was_paid:
                self.has_level(one)
        taken = allowed and not was_paid
        by_wallet = Decimal(before) - Decimal(balance_of(self.session, self.one.id))
        assert by_wallet == (SINGLE.euro if taken and way is PaidBy.WALLET else 0)
        assert self.units_used() - used == (taken and way is PaidBy.SUBSCRIPTION)

    def units_used(self) -> int:
        self.session.refresh(self.subscription)
        return self.subscription.used

    def drop(self, one: Known | None = None) -> None:
        if one is None and self.drawn.random() < 0.7:
            return
        one = one or self.matter()
        service: Callable[..., object] = drop_profile if isinstance(one.row, RiskProfile) else drop_deal
        version, again = one.row.version, one.state is State.DROPPED
        fits = one.state in (State.DRAFT, State.ASSESSED) and self.free(one) and not one.paid
        allowed = again or (fits and not (one.told and isinstance(one.row, RiskProfile)))
        if self.tries(
            "drop again" if again else "drop",
            allowed,
            lambda: service(self.session, self.who(), one.row.id, version, self.now),
        ):
            one.state = State.DROPPED

    def hand(self, one: Known | None = None, who: Identity | None = None) -> None:
        one, who = one or self.matter(), who or self.who()
        service: Callable[..., object] = hand_profile if isinstance(one.row, RiskProfile) else hand_deal
        version = one.row.version
        possible = one.state in (State.ASSESSED, State.ASKED_BACK, State.WITH_OFFICER, State.DRAFT)
        if one.state is State.ASSESSED and (not self.free(one) or one.level != "raised"):
            possible = False
        before = one.state
        if self.tries(
            "hand",
            None if possible else False,
            lambda: service(self.session, who, one.row.id, version, WHY, self.now),
        ):
            if before is not State.WITH_OFFICER:
                assert before is State.ASKED_BACK or not one.blocked
                self.has_level(one)
                one.handed_by = who
            one.state, one.blocked = State.WITH_OFFICER, True

    def decide_oneself(self, one: Known | None = None, accepts: bool | None = None) -> None:
        one, who = one or self.matter(), self.who()
        accepts = self.drawn.random() < 0.6 if accepts is None else accepts
        version, row, before = one.row.version, one.row, one.decided
        fits = one.state in (State.DRAFT, State.ASSESSED) and self.free(one)

        def act() -> None:
            if isinstance(row, RiskProfile):
                profile_act = accept_profile if accepts else refuse_profile
                profile_act(self.session, who, row.id, version, WHY, self.now)
            elif accepts:
                accept_deal(self.session, who, row.id, version, self.now, reason=WHY)
            else:
                refuse_deal(self.session, who, row.id, version, WHY, self.now)

        if not self.tries("decide oneself", None if fits or before else False, act):
            return
        if before:
            assert before == ("accepted" if accepts else "refused")
            return
        assert not (accepts and one.answer == "yes")
        assert not (accepts and isinstance(row, Deal)) or all(map(self.usable, self.contacts))
        self.is_decided(one, "accepted" if accepts else "refused")

    def reply(self, one: Known | None = None) -> None:
        waiting = [one for one in self.profiles + self.deals if one.waits]
        one = one or (self.drawn.choice(waiting) if waiting else self.matter())
        assert not isinstance(one.row, Contact)
        found = notification_of(self.session, one.row)
        if found is None or one.state is not State.ASKED_BACK:
            return
        version = found.version
        if self.tries(
            "reply",
            None,
            lambda: reply(self.session, self.one.bram, found.id, WHY + str(self.now), version, self.now),
        ):
            one.state = State(one.row.state)

    def new_version(self, of: Known | None = None, accepts: bool | None = None) -> None:
        """Of a contact, begun and accepted, or given up again; what is in force is one version."""
        of = of or self.drawn.choice(self.contacts)
        accepts = self.drawn.random() < 0.7 if accepts is None else accepts
        made: list[Contact] = []

        def act() -> None:
            who, shelf = self.who(), Shelf(None)
            made.append(begin_version(self.session, who, shelf, of.row.id, self.now))
            if accepts:
                accept_contact(self.session, who, made[0].id, made[0].version, WHY, self.now)
            else:
                drop_version(self.session, who, made[0].id, made[0].version, self.now)

        name = "accept a new version" if accepts else "drop a new version"
        if self.tries(name, not of.blocked, act):
            self.session.expire_all()
            assert made[0].state == ("accepted" if accepts else "dropped")
