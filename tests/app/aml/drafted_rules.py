"""What tests of rules stand on: small sets of rules that can be published, and offices with files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from app import work as long_work
from app.aml import reassessing, what_if
from app.aml.vigilance.faults import FIRST_RULES
from app.aml.vigilance.rule_set import Option, Rule, RuleSet, Words
from app.aml.vigilance.trying import Outcome
from app.outside.files import Folder
from app.policy import Identity, Role
from app.transaction import Scope, enter
from app.work import Bench
from models import aml
from models.aml import Contact
from models.values.identified import PersonDetails
from models.values.vigilance import AsksOf, Effect
from models.work import Work
from tests.app.aml.lists_of_today import Desk, person
from tests.app.wallet.offices import NOW, account

CENTRAL = frozenset({Role.PERSON, Role.CENTRAL})


def words(text: str) -> Words:
    return Words(f"{text} (nl)", f"{text} (fr)", f"{text} (en)")


def option(code: str, *effects: Effect) -> Option:
    return Option(code, words(code), effects, needed=words("Papier") if Effect.DOCUMENT in effects else None)


def rule(code: str, *options: Option, mandatory: bool = True, active: bool = True) -> Rule:
    """A question on persons, which nobody but people answers."""
    answers = options or (option("yes"), option("no", Effect.RAISED))
    return Rule(
        code, (AsksOf.PERSON,), words(f"{code}?"), answers, words("Wet"), mandatory=mandatory, active=active
    )


def rules(*asked: Rule) -> RuleSet:
    """A set that may be published: these are asked, the others are switched off."""
    told = {one.code: one for one in asked}
    first = [told.pop(code, rule(code, active=False)) for code in FIRST_RULES]
    return RuleSet((*first, *told.values()))


def with_rule(of: RuleSet, changed: Rule) -> RuleSet:
    return replace(of, rules=tuple(changed if one.code == changed.code else one for one in of.rules))


def published(session: Session, of: RuleSet) -> aml.RuleSet:
    """These rules count from now on; in office scope."""
    enter(session, Scope.office())
    number = int(session.scalar(select(func.max(aml.RuleSet.number))) or 0) + 1
    made = aml.RuleSet(
        data=of.told(), print=of.print, number=number, state="published", made_at=NOW, published_at=NOW
    )
    session.add(made)
    session.flush()
    return made


def greet(session: Session) -> Identity:
    """Of the central team; the session is in her scope."""
    enter(session, Scope.office())
    return Identity(account(session, "greet"), None, CENTRAL)


def contact(
    session: Session, by: Identity, name: str, answers: Mapping[str, str], state: str = "draft", **more: object
) -> Contact:
    """A person in an office's files, with these answers."""
    subject = person(name, 1969)
    made = Contact(
        organisation_id=by.organisation_id, kind="person", name=name, facts=subject.told(),
        print=subject.fingerprint, details=PersonDetails(family_name=name).told(), made_by=by.account_id,
        made_at=NOW, changed_at=NOW, answers={code: {"option": one} for code, one in answers.items()}, **more,
    )  # fmt: skip
    session.add(made)
    session.flush()
    if state != "draft":
        made.state, made.decided_at = state, NOW
        session.flush()
    return made


def tried(
    sessions: sessionmaker[Session], session: Session, who: Identity, draft: aml.RuleSet, folder: Path
) -> Outcome:
    """Asks what the draft would do, and does what a worker does; what was kept of it."""
    task = what_if.ask(session, who, draft.id, draft.version, NOW)
    session.commit()
    carried_on(sessions, who, task, folder)
    enter(session, Scope.office())
    session.refresh(draft)
    return Outcome.read(draft.what_if or {})


def carried_on(
    sessions: sessionmaker[Session],
    who: Identity,
    task: Work,
    folder: Path,
    told: list[int] | None = None,
) -> None:
    def opened() -> Session:
        made = sessions()
        enter(made, Scope.office())
        return made

    what_if.carry_on(Bench(opened, Folder(folder), folder), task, who, Told(told if told is not None else []))
    with sessions() as after:
        enter(after, Scope.office())
        mine = after.get_one(Work, (task.id,))
        long_work.end(after, mine, "done", NOW, {})
        after.commit()


class Told:
    """How far a work said it was."""

    def __init__(self, told: list[int]) -> None:
        self._told = told

    def tell(self, done: int, total: int | None = None) -> None:
        self._told.append(done)


def reassessed(sessions: sessionmaker[Session], session: Session) -> int:
    """All contacts that are due are assessed; how many."""
    session.commit()
    done = reassessing.reassess_all(Desk(sessions), lambda: NOW)
    enter(session, Scope.office())
    session.expire_all()
    return done


def levels(session: Session, whose: Iterable[Contact]) -> list[str | None]:
    """What each contact remembers."""
    session.expire_all()
    return [one.level for one in whose]
