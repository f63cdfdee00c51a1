"""What officers do in a life: they ask back, hold, report, note what the FIU says and decide; and what the model
says of it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.aml.fiu_answers import answer_question, note_sent, record_answer
from app.aml.fiu_reports import begin_report, end_report, make_report, open_report, save_report
from app.aml.goaml.moves import becomes, lets_go
from app.aml.handing import notification_of
from app.aml.holding import hold, release
from app.aml.matters import matter_of
from app.aml.notifications import ask_back
from app.aml.officer_deciding import decide_matter
from app.policy import Identity
from models.aml import Contact, Deal, DealParty, MatterDecision
from models.values.fiu import OfficerActKind as Act
from models.values.fiu import ReportState
from models.values.matters import MatterState as State
from models.values.vigilance import Verdict
from tests.app.aml.matter_ground import WHY, Ground
from tests.app.aml.matter_never import Known
from tests.app.aml.reported import complete_details
from tests.app.wallet.offices import NOW

_WITH_FIU = frozenset(ReportState) - {ReportState.DRAFT, ReportState.ENDED, ReportState.NO_OBJECTION}


class Officers(Ground):
    """Each act as it is told, or drawn."""

    def ask(self, one: Known | None = None) -> None:
        waiting = [one for one in self.profiles + self.deals if one.waits]
        one = one or (self.drawn.choice(waiting) if waiting else self.matter())
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

    def decide(
        self, one: Known | None = None, verdict: Verdict | None = None, who: Identity | None = None
    ) -> None:
        one, verdict = one or self.matter(), verdict or self.drawn.choice(tuple(Verdict))
        who = who or self.drawn.choice((self.one.an, self.one.an, self.els, self.one.bram))
        version, before = one.row.version, one.decided
        own = one.handed_by is who
        if not before:
            allowed: bool | None = one.waits and who is not self.one.bram and one.report not in _WITH_FIU
            if self.others and own:
                allowed = False
            if allowed and verdict is Verdict.ACCEPTED:
                allowed = self.acceptable(one)
        else:
            # The same by the same officer is done once; so is nothing else.
            allowed = (str(verdict), who) == (before, one.decided_by) and who is not self.one.bram
        if not self.tries(
            f"again {verdict}" if before else f"officer {verdict}",
            allowed,
            lambda: decide_matter(self.session, who, matter_of(one.row), verdict, WHY, version, self.now),
        ):
            return
        if before:
            return
        self.is_decided(one, str(verdict))
        one.decided_by = who
        one.blocked = one.held = False
        one.report = None if one.report is ReportState.NO_OBJECTION else one.report
        made = self.session.scalars(select(MatterDecision).order_by(MatterDecision.id.desc()).limit(1)).one()
        assert (made.as_officer, made.self_decided) == (True, own)
        self.done["officer decides his own"] += own

    def acceptable(self, one: Known) -> bool:
        """A deal whose parties may be dealt with; a profile whose contact isn't blocked."""
        if isinstance(one.row, Deal):
            return all(map(self.usable, self.contacts))
        return not self.contact_of(one).blocked

    def hold(self, one: Known | None = None, who: Identity | None = None) -> None:
        one = one or self.anything()
        who = who or self.drawn.choice((self.one.an, self.one.bram))
        if self.tries(
            "hold",
            who is self.one.an,
            lambda: hold(self.session, who, matter_of(one.row), WHY, self.now),
        ):
            one.held = one.blocked = True

    def release(self, one: Known | None = None) -> None:
        held = [one for one in self.contacts + self.profiles + self.deals if one.held]
        if one is None:
            one = self.drawn.choice(held) if held and self.drawn.random() < 0.8 else self.anything()
        if self.tries(
            "release", one.held, lambda: release(self.session, self.one.an, matter_of(one.row), WHY, self.now)
        ):
            one.held = False
            one.blocked = one.waits or one.report not in (None, ReportState.DRAFT)

    def report(self, one: Known | None = None) -> None:
        if one is None and self.drawn.random() < 0.5:
            return
        one = one or self.anything()
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
        if self.tries(
            "report again" if one.report is ReportState.REJECTED else "report", None if changeable else False, act
        ):
            one.report, one.blocked, one.held = ReportState.MADE, True, False

    def root(self, one: Known) -> int:
        assert not isinstance(one.row, Deal)
        return one.row.root_id

    def fiu(self, one: Known | None = None, kind: Act | None = None) -> None:
        """Whatever comes next, of a report that is there."""
        reported = [one for one in self.contacts + self.profiles + self.deals if one.report is not None]
        if one is None and not reported:
            return
        one = one or self.drawn.choice(reported)
        assert one.report is not None
        acts = (Act.SENT, Act.NO_OBJECTION, Act.OPPOSED, Act.QUESTION, Act.QUESTION_ANSWERED, Act.REJECTED)
        next_ones = [kind for kind in acts if becomes(one.report, kind) is not None]
        kind = kind or self.drawn.choice(next_ones if next_ones and self.drawn.random() < 0.8 else acts)
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

    def end(self, one: Known | None = None) -> None:
        one = one or self.anything()
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
