"""Random lives of risk profiles and deals beside a small model: members begin, answer, pay, assess, decide and
hand over; officers ask back, hold, report, note what the FIU says and decide. Steps are drawn from a seed alone.

The model says of each act whether it may be done now, and what it does. After each step the database is asked what
may never be.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import text

from tests.app.aml.matter_members import Members
from tests.app.aml.matter_never import NEVER
from tests.app.aml.matter_officers import Officers

LENGTH = 80


class Life(Members, Officers):
    """Steps that are told, and steps that are drawn."""

    def does(self, name: str, act: Callable[[], object]) -> None:
        """A step of a path: it is done."""
        before = self.done[name]
        self.now += timedelta(minutes=1)
        act()
        self.look()
        assert self.done[name] == before + 1, f"{name} wasn't done; refused were {dict(self.refused)}"

    def is_refused(self, code: str, act: Callable[[], object]) -> None:
        """A step of a path: it is refused, so."""
        before = self.refused[code]
        self.now += timedelta(minutes=1)
        act()
        self.look()
        assert self.refused[code] > before, f"not {code}; refused were {dict(self.refused)}"

    def step(self) -> None:
        self.now += timedelta(minutes=1)
        # What only officers do comes now and then, or nothing else would ever be free.
        officers = (self.hold, *[self.release] * 3, self.report, *[self.fiu] * 6, *[self.end] * 4)
        members = (
            *[self.begin] * 2,
            *[self.answer] * 3,
            *[self.assess] * 4,
            *[self.pay] * 2,
            self.drop,
            self.new_version,
            *[self.hand] * 5,
            *[self.decide_oneself] * 3,
            *[self.ask] * 2,
            *[self.reply] * 3,
            *[self.decide] * 2,
        )
        acts = officers if self.drawn.random() < 0.3 else members
        act = self.drawn.choice(acts)
        act()
        self.look()

    def tries(self, name: str, allowed: bool | None, act: Callable[[], object]) -> bool:
        """Does it, and says whether it was done; `allowed` None leaves that to the house."""
        try:
            with self.session.begin_nested():
                act()
                self.session.execute(text("set constraints all immediate"))
                self.session.execute(text("set constraints all deferred"))
        except HouseError as problem:
            if allowed is True:
                raise AssertionError(f"{name} was refused") from problem
            self.session.expire_all()
            return False
        assert allowed is not False, f"{name} was done"
        self.done[name] = self.done.get(name, 0) + 1
        return True

    def who(self) -> Identity:
        """A member; the officer is one too."""
        return self.drawn.choice((self.one.bram, self.one.bram, self.one.an))

    def matter(self) -> Known:
        return self.drawn.choice(self.profiles + self.deals)

    def anything(self) -> Known:
        return self.drawn.choice(self.contacts + self.profiles + self.deals)

    def contact_of(self, known: Known) -> Known:
        return next(one for one in self.contacts if one.row.root_id == known.row.root_id)  # type: ignore[union-attr]

    def free(self, known: Known) -> bool:
        """Neither it is blocked nor, of a profile, its contact."""
        above = isinstance(known.row, RiskProfile) and self.contact_of(known).blocked
        return not (known.blocked or above)

    def begin(self) -> None:
        of = self.drawn.choice(self.contacts)
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

    def answer(self) -> None:
        one, told = self.matter(), self.drawn.choice(("no", "yes"))
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

    def assess(self) -> None:
        one = self.matter()
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

    def has_level(self, one: Known) -> None:
        assert not isinstance(one.row, Contact)
        one.level, one.state = str(one.row.level), State(one.row.state)
        one.told = one.told or one.level == "raised"  # the officer
        if isinstance(one.row, RiskProfile):
            assert (one.level == "raised") is (one.answer == "yes")
        elif one.answer == "yes":
            assert one.level == "raised"

    def pay(self) -> None:
        one = self.drawn.choice(self.deals)
        version, before = one.row.version, balance_of(self.session, self.one.id)
        # What is paid already is told, and nothing taken; parties are asked, so a blocked one keeps it from it.
        allowed = True if one.paid else None if one.state is State.DRAFT and not one.blocked else False
        if self.tries(
            "pay", allowed, lambda: pay_deal(self.session, self.who(), one.row.id, WALLET, version, self.now)
        ):
            if one.paid:
                assert balance_of(self.session, self.one.id) == before
                return
            one.paid = True
            self.has_level(one)

    def drop(self) -> None:
        one = self.matter()
        if self.drawn.random() < 0.7:
            return
        service: Callable[..., object] = drop_profile if isinstance(one.row, RiskProfile) else drop_deal
        version, again = one.row.version, one.state is State.DROPPED
        fits = one.state in (State.DRAFT, State.ASSESSED) and self.free(one) and not one.paid and not one.told
        allowed = again or fits
        if self.tries("drop", allowed, lambda: service(self.session, self.who(), one.row.id, version, self.now)):
            one.state = State.DROPPED

    def hand(self) -> None:
        one, who = self.matter(), self.who()
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
            one.state, one.blocked = State.WITH_OFFICER, True

    def decide_oneself(self) -> None:
        one, accepts, who = self.matter(), self.drawn.random() < 0.6, self.who()
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
        self.is_decided(one, "accepted" if accepts else "refused")

    def is_decided(self, one: Known, verdict: str) -> None:
        one.state, one.decided = State(verdict), verdict

    def ask(self) -> None:
        waiting = [one for one in self.profiles + self.deals if one.waits]
        one = self.drawn.choice(waiting) if waiting else self.matter()
        assert not isinstance(one.row, Contact)
        found = notification_of(self.session, one.row)
        if found is None or not one.waits:
            return
        version = found.version
        if self.tries(
            "ask",
            None,
            lambda: ask_back(self.session, self.one.an, found.id, WHY + str(self.now), version, self.now),
        ):
            assert one.state is State.WITH_OFFICER
            one.state = State.ASKED_BACK

    def reply(self) -> None:
        waiting = [one for one in self.profiles + self.deals if one.waits]
        one = self.drawn.choice(waiting) if waiting else self.matter()
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

    def decide(self) -> None:
        one, verdict = self.matter(), self.drawn.choice(tuple(Verdict))
        who = self.drawn.choice((self.one.an, self.one.an, self.one.bram))
        version = one.row.version
        fits = one.waits or bool(one.decided)
        if who is self.one.bram or (one.waits and one.report in _WITH_FIU):
            fits = False
        if isinstance(one.row, RiskProfile) and one.waits and self.contact_of(one).blocked:
            fits = fits and verdict is Verdict.REFUSED
        before = one.decided
        if (
            self.tries(
                "decide",
                None if fits else False,
                lambda: decide_matter(self.session, who, matter_of(one.row), verdict, WHY, version, self.now),
            )
            and not before
        ):
            self.is_decided(one, str(verdict))
            one.blocked = one.held = False
            one.report = None if one.report is ReportState.NO_OBJECTION else one.report

    def hold(self) -> None:
        one = self.anything()
        who = self.drawn.choice((self.one.an, self.one.bram))
        if self.tries(
            "hold",
            who is self.one.an,
            lambda: hold(self.session, who, matter_of(one.row), WHY, self.now),
        ):
            one.held = one.blocked = True

    def release(self) -> None:
        held = [one for one in self.contacts + self.profiles + self.deals if one.held]
        one = self.drawn.choice(held) if held and self.drawn.random() < 0.8 else self.anything()
        if self.tries(
            "release", one.held, lambda: release(self.session, self.one.an, matter_of(one.row), WHY, self.now)
        ):
            one.held = False
            one.blocked = one.waits or one.report not in (None, ReportState.DRAFT)

    def report(self) -> None:
        one = self.anything()
        if self.drawn.random() < 0.5:
            return
        party = self.session.scalars(
            select(DealParty).where(DealParty.deal_id == one.row.id).order_by(DealParty.id).limit(1)
        ).one_or_none()
        suspected = (party.root_id, party.role) if isinstance(one.row, Deal) and party else (self.root(one), "")

        def act() -> None:
            made = begin_report(self.session, self.one.an, matter_of(one.row), self.now)
            told = complete_details(*suspected)
            save_report(self.session, self.one.an, made.id, told, made.version, self.now)
            make_report(self.session, self.one.an, made.id, made.version, self.now)

        changeable = one.report in (None, ReportState.DRAFT, ReportState.REJECTED)
        if self.tries("report", None if changeable else False, act):
            one.report, one.blocked, one.held = ReportState.MADE, True, False

    def root(self, one: Known) -> int:
        assert not isinstance(one.row, Deal)
        return one.row.root_id

    def fiu(self) -> None:
        """Whatever comes next, of a report that is there."""
        reported = [one for one in self.contacts + self.profiles + self.deals if one.report is not None]
        if not reported:
            return
        one = self.drawn.choice(reported)
        assert one.report is not None
        acts = (Act.SENT, Act.NO_OBJECTION, Act.OPPOSED, Act.QUESTION, Act.QUESTION_ANSWERED, Act.REJECTED)
        next_ones = [kind for kind in acts if becomes(one.report, kind) is not None]
        kind = self.drawn.choice(next_ones if next_ones and self.drawn.random() < 0.8 else acts)
        report = open_report(self.session, matter_of(one.row))
        assert report is not None
        after, version = becomes(one.report, kind), report.version
        reference = (
            f"R-{report.number}-{report.id}-{self.now:%d%H%M}" if kind is Act.SENT else report.fiu_reference
        )

        def act() -> None:
            if kind is Act.SENT:
                note_sent(self.session, self.one.an, report.id, reference, version, self.now)
            elif kind is Act.QUESTION_ANSWERED:
                answer_question(self.session, self.one.an, report.id, WHY, version, self.now)
            else:
                until = date(2027, 6, 1) if kind is Act.OPPOSED else None
                record_answer(self.session, self.one.an, report.id, kind, reference, until, WHY, version, self.now)

        if self.tries(str(kind), after is not None, act):
            one.report = after

    def end(self) -> None:
        one = self.anything()
        report = open_report(self.session, matter_of(one.row))
        if report is None:
            assert one.report is None
            return
        version, state = report.version, one.report
        assert state is not None
        opposed = date(2027, 6, 1) if state is ReportState.OPPOSED else None
        allowed = lets_go(state, opposed, NOW.date())
        if self.tries(
            "end", allowed, lambda: end_report(self.session, self.one.an, report.id, WHY, version, self.now)
        ):
            one.report = None
            if state is not ReportState.DRAFT:
                one.blocked = one.waits or one.held

    def look(self) -> None:
        """The database says what the model says, and nothing that may never be."""
        for never, asked in NEVER.items():
            assert self.session.execute(text(asked)).all() == [], never
        blocked = self.session.execute(
            text("select root_id, profile_id, deal_id from aml_block where ended_at is null")
        ).all()
        mine = {
            *((one.row.id, None, None) for one in self.contacts if one.blocked),
            *((None, one.row.id, None) for one in self.profiles if one.blocked),
            *((None, None, one.row.id) for one in self.deals if one.blocked),
        }
        assert {tuple(row) for row in blocked} == mine
        held = self.session.scalar(text("select count(*) from aml_hold where ended_at is null"))
        assert held == sum(one.held for one in self.contacts + self.profiles + self.deals)
        for table, known in (("aml_profile", self.profiles), ("aml_deal", self.deals)):
            asked = f"select * from {table}"
            rows = {row.id: row for row in self.session.execute(text(asked))}
            assert {key: row.state for key, row in rows.items()} == {one.row.id: str(one.state) for one in known}
            assert all((getattr(rows[one.row.id], "paid_at", None) is not None) is one.paid for one in known)
        usable = self.session.execute(
            text(
                "select id, house_contact_usable(organisation_id, id) from aml_contact"
                " where copy_of is null order by id"
            )
        ).all()
        assert [tuple(row) for row in usable] == [(one.row.id, self.usable(one)) for one in self.contacts]
        self.stays()

    def stays(self) -> None:
        """What was decided, and what decisions rest on, is to the byte what it was."""
        asked = (
            "select 'p' || id, (to_jsonb(t) - 'review_on' - 'version')::text from aml_profile t"
            " where state in ('accepted', 'refused', 'dropped') union all"
            " select 'd' || id, (to_jsonb(t) - 'closed_on' - 'version')::text from aml_deal t"
            " where state in ('accepted', 'refused', 'dropped') union all"
            " select 'm' || id, to_jsonb(t)::text from aml_matter_decision t"
        )
        now = {row[0]: row[1] for row in self.session.execute(text(asked))}
        before = self.kept
        assert {key: now.get(key) for key in before} == before
        before.update(now)
