"""Invented people, tools and three years of history: made by the services, one act after the other.

Everything follows from a seed and from `now`. Nobody real is meant; nothing here is for production.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from app import events
from app.accounts.passwords import hashed
from app.clock import BRUSSELS, day_of
from app.clock import now as by_the_clock
from app.demo.aml_registers import add_registers
from app.demo.annual import add_annual_reports
from app.demo.bank import EXAMPLE, fill_bank, put_example
from app.demo.breaches import add_breaches
from app.demo.cards import CARDS
from app.demo.cast import ACCOUNTS, NEWCOMERS, register_of_persons
from app.demo.coast import at_the_coast
from app.demo.colleague import draw_colleague
from app.demo.deals import subscriptions_bought
from app.demo.demo_tool import told_to_tool
from app.demo.enterprises import put_business_register
from app.demo.files import Years
from app.demo.governments import GOVERNMENTS, VOORBEELDEGEM, WELFARE, GovernmentHome
from app.demo.history import Government, play
from app.demo.invoices import closings, credit_one
from app.demo.notifications import add_notifications
from app.demo.office_tools import add_office_tools, open_office, use_against_laundering
from app.demo.people import Human, humans, post_for
from app.demo.plan import Act, Draw, draw_person, working_day
from app.demo.portfolio import add_portfolio
from app.demo.registers import deliver_registers
from app.demo.registration import appoint_second, open_government, open_house
from app.demo.sanctions import load_lists
from app.demo.syndics import add_syndics
from app.demo.waiting import leave_waiting
from app.demo.wallets import fill_wallets, look_after_wallet
from app.organisations.business_deliveries import take_in_all
from app.outside.business_extract import PATTERN
from app.outside.files import Folder
from app.transaction import Scope, enter, transaction
from models.organisations import Organisation
from models.values import EnterpriseNumber

__all__ = ["ACCOUNTS", "CARDS", "announcement", "fill", "put_files", "told_to_tool"]

SEED = "Voorbeeldegem"
YEARS = 3
_AT_ONCE = 300  # acts in one transaction
_NEWS = timedelta(days=14)  # of older acts nobody gets a letter
_BOTH = 12  # one in so many of the welfare centre also works for the municipality


def fill(
    session_factory: sessionmaker[Session],
    password: str,
    now: datetime,
    *,
    people: int = 2000,
    say: Callable[[str], object] = lambda words: None,
) -> None:
    """Fills an empty installation with about so many people; one that has the demo already stays as it is.

    `session_factory` signs in as the application. Stopped half-way, it isn't taken up again;
    `say` is told what happens, also that nothing does.
    """
    with session_factory() as session:
        enter(session, Scope.office())
        if _filled(session):
            say("Demo data: here already, nothing added.")
            return
        session.rollback()
        say(f"Demo data: {people} invented people and {YEARS} years of history, made act by act. One moment.")
        with events.quietly(session):
            governments, draws = _begin(session, hashed(password), now)
        _draw(draws, people)
        gc.freeze()  # thousands of drawn acts stay until the end: looking through them again and again costs 10 %
        try:
            count = _play(session, governments, draws, now)
            leave_waiting(session, governments[VOORBEELDEGEM], now)
        finally:
            gc.unfreeze()
        say(f"Demo data: {count} acts played.")


def announcement(password: str, tool: str = "", bank: Path | None = None) -> str:
    """What whoever starts the demonstration wants to know first; `tool`: where the demo tool listens, `bank`: the
    folder of the bank's files."""
    newcomer = NEWCOMERS[0]
    example = bank / EXAMPLE if bank is not None else None
    return (f"Demo tool, which signs people in through it: {tool}/\n" if tool else "") + (
        f"Demo accounts, all with password {password}:\n  {', '.join(ACCOUNTS)}\n"
        f"Whom only the register of persons knows: {newcomer.given_names}, {newcomer.number}\n"
        f"In the software reader, where cards are software: her eID, PIN 1234; all others at /demo/cards/"
        + (f"\nA file of the bank to bring in, as hugo.baert: {example}" if example and example.exists() else "")
    )


def put_files(session_factory: sessionmaker[Session], folder: Path, bank: Path, documents: Path) -> None:
    """What the registers of persons and of enterprises delivered, unless it lies there, the latter read; the next
    file of the bank; sanctions lists, loaded; and between them the files of the contacts of An and Bram, whose
    papers go where documents are; with notifications about some of them, the registers of the office, and mandates
    and cases of syndics."""
    file = folder / "persons.csv"
    folder.mkdir(exist_ok=True)
    if not file.exists():
        file.write_text(register_of_persons(), encoding="utf-8")
    if not any(folder.glob(PATTERN)):
        put_business_register(folder)
        take_in_all(session_factory, folder, by_the_clock, lambda: False)
    put_example(session_factory, bank)
    now = by_the_clock()
    years = Years(now, Folder(documents))
    load_lists(session_factory, folder, now, years.play, years.shelf)
    with session_factory() as session:
        enter(session, Scope.office())
        add_notifications(session, now)
        add_registers(session, years.files, now)
        add_breaches(session, now)
        add_annual_reports(session, now)
        add_portfolio(session, now)
        add_syndics(session, years.files, now)


def _filled(session: Session) -> bool:
    number = EnterpriseNumber.parse(VOORBEELDEGEM.number).digits
    return session.scalar(select(Organisation.id).where(Organisation.enterprise_number == number)) is not None


def _begin(
    session: Session, password_hash: str, now: datetime
) -> tuple[dict[GovernmentHome, Government], dict[GovernmentHome, Draw]]:
    """Everybody who signs in, the tools, the organisations: a demo that is stopped early can be entered."""
    today = day_of(now)
    start = working_day(today - timedelta(days=365 * YEARS))
    opening = _at(working_day(start - timedelta(days=21)), 9)
    governments: dict[GovernmentHome, Government] = {}
    draws: dict[GovernmentHome, Draw] = {}
    enter(session, Scope.office())
    with transaction(session):
        opened = open_house(session, password_hash, opening)
        for home in GOVERNMENTS:
            governments[home] = open_government(session, opened, home, SEED, password_hash, _at(start, 9))
    for home, government in governments.items():
        draws[home] = Draw(Random(f"{SEED} {home.number}"), home.language, home.government_kind, start, today)
        enter(session, Scope.organisation(government.organisation_id))
        with transaction(session):
            appoint_second(session, opened, government, home, draws[home], password_hash, _at(start, 10))
    deliver_registers(session, opened.central, now)
    enter(session, Scope.office())
    with transaction(session):
        tools = add_office_tools(session, opened.central, start, now)
        use_against_laundering(session, opened.central, opened.accounts, tools, _at(start, 11))
    office = fill_wallets(
        session,
        start,
        now,
        [*at_the_coast(session, now), *closings(session, start, now), *subscriptions_bought(session, start, now)],
    )
    look_after_wallet(session, office, now)
    credit_one(session, now)
    fill_bank(session, now)
    with transaction(session):
        open_office(session, opened.accounts, tools, now)
    return governments, draws


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), BRUSSELS).astimezone(UTC)


def _draw(draws: dict[GovernmentHome, Draw], people: int) -> None:
    """Draws everybody's history; some of the welfare centre come from the municipality's own people."""
    random, taken = Random(f"{SEED} people"), set[str]()
    sources = {language: humans(random, language, taken) for language in ("nl", "fr")}
    town: list[tuple[Human, date]] = []
    draw_colleague(draws[VOORBEELDEGEM])
    for home, draw in draws.items():
        number = round(people * home.share)
        both = number // _BOTH if home is WELFARE else 0
        newcomers: Iterator[tuple[Human, date | None]] = ((human, None) for human in sources[home.language])
        chosen = [*random.sample(town, min(both, len(town))), *islice(newcomers, number - both)]
        for human, after in chosen:
            post = post_for(draw.random, human, home)
            arrival = draw_person(draw, post, after)
            if home is VOORBEELDEGEM and post.function.category == "employee":
                town.append((human, day_of(arrival.at)))


def _play(
    session: Session,
    governments: dict[GovernmentHome, Government],
    draws: dict[GovernmentHome, Draw],
    now: datetime,
) -> int:
    """Month after month, government after government, what happened before `now`."""
    months: dict[tuple[int, int, int], list[Act]] = {}
    for place, draw in enumerate(draws.values()):
        for act in sorted(draw.acts, key=lambda act: act.at):
            if act.at < now:
                months.setdefault((act.at.year, act.at.month, place), []).append(act)
    played, count = list(governments.values()), 0
    for (_, _, place), acts in sorted(months.items()):
        enter(session, Scope.organisation(played[place].organisation_id))
        for first in range(0, len(acts), _AT_ONCE):
            batch = acts[first : first + _AT_ONCE]
            old = sum(act.at < now - _NEWS for act in batch)
            with transaction(session):
                with events.quietly(session):
                    count += play(session, played[place], batch[:old])
                count += play(session, played[place], batch[old:])
    return count
