"""What publishing a draft of the rules would do to the files of all offices, before it does it.

Long work of the central team. It reads every file, and keeps counts alone: no name, no number of a contact or an
office, nothing that tells whose file it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app import clock, events
from app import work as long_work
from app.aml.assessing import files_of, rules_in_force
from app.aml.queries import is_live
from app.aml.rule_sets import draft_of
from app.aml.vigilance.level import vigilance_of
from app.aml.vigilance.rule_set import RuleSet
from app.aml.vigilance.trying import Outcome, Tally
from app.errors import Refusal
from app.policy import Identity, Permission, require
from app.transaction import transaction
from app.work import ENDED, Bench, Done, Telling
from models import aml
from models.aml import Contact
from models.events import PLATFORM
from models.values import WorkKind
from models.work import Work

STEP = 500


@dataclass(frozen=True)
class Pair:
    """The rules that count now, and those of the draft."""

    now: RuleSet
    then: RuleSet


def ask(session: Session, actor: Identity, draft_id: int, version: int, now: datetime) -> Work:
    """Has the draft tried as it stands. Raises Forbidden, Missing, Stale, Refusal aml.rules.being_tried."""
    draft = draft_of(session, actor, draft_id, version)
    facts = {"draft": draft.id, "print": draft.print.hex()}
    if any(one.state not in ENDED for one in _works(session, draft)):
        raise Refusal("aml.rules.being_tried")
    return long_work.ask(session, actor, WorkKind.WHAT_IF, facts, now)


def last_asked(session: Session, who: Identity, draft: aml.RuleSet) -> Work | None:
    """The last time this draft, as it stands, was tried or is being tried; None for never."""
    require(who, Permission.RULES_KEEP)
    return next(iter(_works(session, draft)), None)


def carry_on(bench: Bench, task: Work, actor: Identity, progress: Telling) -> Done:
    """What the worker does. Raises Forbidden; Refusal aml.rules.changed_while_tried where the draft isn't what it
    was when it was asked."""
    require(actor, Permission.RULES_KEEP)
    draft_id, mark = int(task.facts["draft"]), bytes.fromhex(task.facts["print"])
    with bench.session() as session:
        pair = _rules(session, draft_id, mark)
        total = session.scalar(select(func.count()).select_from(Contact).where(is_live())) or 0
    tally, done = Tally(), 0
    progress.tell(0, total)
    for count in _counted(bench, pair, tally):
        done += count
        progress.tell(done, max(total, done))
    with bench.session() as session, transaction(session):
        keep(session, actor, draft_id, mark, tally.outcome, clock.now())
    return Done({"draft": draft_id})


def keep(session: Session, actor: Identity, draft_id: int, mark: bytes, outcome: Outcome, now: datetime) -> None:
    """Writes down what was found, unless the draft was changed since: then it tells of something else."""
    row = (
        # Past the ORM: a form somebody has open meanwhile doesn't go stale by it.
        update(aml.RuleSet)
        .where(aml.RuleSet.id == draft_id, aml.RuleSet.state == "draft", aml.RuleSet.print == mark)
        .values(what_if=outcome.told(), what_if_of=mark, what_if_at=now)
        .returning(aml.RuleSet.id)
        .execution_options(synchronize_session=False)
    )
    if session.scalar(row) is None:
        raise Refusal("aml.rules.changed_while_tried")
    facts = {"count": outcome.files, "changed_level": outcome.changed, "unanswered": outcome.newly_unanswered}
    events.record(session, events.Tag.RULES_TRIED, events.Subject("rule_set", draft_id), actor, now, facts=facts)


def _rules(session: Session, draft_id: int, mark: bytes) -> Pair:
    draft = session.scalars(
        select(aml.RuleSet).where(aml.RuleSet.id == draft_id, aml.RuleSet.state == "draft")
    ).one_or_none()
    if draft is None or draft.print != mark:
        raise Refusal("aml.rules.changed_while_tried")
    return Pair(rules_in_force(session).rules, RuleSet.read(draft.data))


def _counted(bench: Bench, pair: Pair, tally: Tally) -> Iterator[int]:
    """Batch by batch, each in a transaction of its own; how many there were in it."""
    after = 0
    while True:
        with bench.session() as session:
            contacts = _some(session, after)
            _add(session, contacts, pair, tally, clock.now())
        if not contacts:
            return
        yield len(contacts)
        after = contacts[-1].id


def _add(session: Session, contacts: Sequence[Contact], pair: Pair, tally: Tally, now: datetime) -> None:
    for file in files_of(session, contacts, now).values():
        tally.add(vigilance_of(pair.now, file), vigilance_of(pair.then, file))


def _some(session: Session, after: int) -> Sequence[Contact]:
    asked = select(Contact).where(is_live(), Contact.id > after).order_by(Contact.id).limit(STEP)
    return session.scalars(asked).all()


def _works(session: Session, draft: aml.RuleSet) -> Sequence[Work]:
    """Every try of the draft as it stands, the last first."""
    return session.scalars(
        select(Work)
        .where(
            Work.organisation_id == PLATFORM,
            Work.kind == WorkKind.WHAT_IF,
            Work.facts["draft"].as_integer() == draft.id,
            Work.facts["print"].as_string() == draft.print.hex(),
        )
        .order_by(Work.asked_at.desc(), Work.id.desc())
        .limit(20)
    ).all()
