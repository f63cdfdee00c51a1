# ruff: noqa: E501 - the statements read better whole
"""The business counter: its worklist, the register of mandates, a syndic company's lists, the home page's panels,
the nightly reminders, and the rule of the last day; with as many associations, mandates and cases as asked for.

Each list is read as its screen reads it (one page by its mark, with what belongs to its rows) in the scope of who
reads it; its reference is the bare query of the same rows by their index, in the same scope. The rule of the
last day is held against counting day by day with the holidays of the package `holidays`; it tells each day that
was counted as well.

Goals, in times of the one bare query: four; five for a list of cases and for a portfolio, which asks two and three
statements. Ten times as many rows never cost twice as much, but for a company, whose own lists grow with it.
Reminding is shown only: it writes a step and an event for each case, and its reference only finds them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial

from holidays import country_holidays
from sqlalchemy import Select, TextClause, or_, select, text
from sqlalchemy.orm import Session, defer, joinedload, selectinload, sessionmaker

from app.database import engine_for, session_factory
from app.policy import Identity, Role
from app.syndics import mandate_queries, panels, register, worklist
from app.syndics.queries import about_association, visible_to
from app.syndics.reminding import remind_some
from app.syndics.rules.deadline import last_day_of
from app.syndics.steps import steps_of
from app.transaction import Scope, enter
from benchmarks.filling import filled_with
from benchmarks.measure import Job, Times, interleaved, main
from models.syndics import Case, MandateRow
from models.values import SearchText
from models.values.mandates import CaseDetails, CaseForm, Mandate
from views.framework.keyset import Order, page_of

_BARE, _FLAT = "the bare query", 2.0
JOBS = (
    Job("counter, worklist", _BARE, 5.0, growth=_FLAT),
    Job("counter, home panel", _BARE, 4.0, growth=_FLAT),
    Job("counter, next case", _BARE, 4.0, growth=_FLAT),
    Job("counter, by association", _BARE, 5.0, growth=_FLAT),
    Job("register, by name", _BARE, 4.0, growth=_FLAT),
    Job("register, by first day", _BARE, 4.0, growth=_FLAT),
    Job("register, search", _BARE, 4.0, growth=_FLAT),
    Job("register, one on a day", _BARE, 4.0, growth=_FLAT),
    Job("register, of a syndic", _BARE, 4.0),
    Job("company, portfolio", _BARE, 5.0),
    Job("company, unrepresented", _BARE, 4.0),
    Job("company, cases", _BARE, 5.0),
    Job("company, home panel", _BARE, 4.0),
    Job("own cases among all", _BARE, 5.0, growth=_FLAT),
    Job("own steps of one case", _BARE, 4.0, growth=_FLAT),
    Job("search of cases", _BARE, 4.0, growth=_FLAT),
    Job("reminders, fifty looked at", _BARE, None, growth=_FLAT),
    Job("last day, of a thousand", "day by day", 8.0),
)
SIZES = (10_000, 100_000)
TODAY = date(2026, 11, 30)
NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
_PAGE = 25
_COMPANIES = 100
# A company is organisation 1 to 100, the number of its enterprise 0200 000 000 and its own; a tenth of the mandates
# is over. Of a hundred cases 94 are at their end; three lie at the counter, two are drafts, one is a question.
# Of every company's cases one in twenty was begun by somebody for himself, each by another account.
FILL = (
    f"""insert into organisation (id, kind, name, enterprise_number, street, postal_code, place, email, language,
        version, created_at)
    select i, 'enterprise', 'Immo ' || i, lpad((2000000 + i)::text, 8, '0') || lpad((97 - (2000000 + i) % 97)::text,
        2, '0'), '', '', '', '', 'nl', 1, now() from generate_series(1, {_COMPANIES}) i""",
    """insert into ab_user (id, username, first_name, last_name, email, active)
    select i, 'bench' || i, '', '', 'bench' || i || '@example.invalid', true
    from generate_series(1, 1 + :entries / 100) i""",
    """insert into syndic_mandate (id, association_number, association_name, syndic_kind, syndic_name, syndic_number,
        syndic_id, capacity, appointed_by, first_day, last_day, source, made_at)
    select i, lpad((3000000 + i)::text, 8, '0') || lpad((97 - (3000000 + i) % 97)::text, 2, '0'),
        (array['Residentie', 'Résidence', 'Gebouw', 'Hof'])[1 + i % 4] || ' ' || left(md5(i::text), 7) || ' ' || i,
        'company', 'Immo ' || c, o.enterprise_number, c, 'estate_agent', 'general_assembly',
        date '2020-01-01' + (i * 7919 % 2400)::int, case when i % 10 = 0 then date '2026-10-31' end, 'import', now()
    from generate_series(1, :entries) i cross join lateral (select 1 + i % 100 as c) as its
    join organisation o on o.id = its.c""",
    """insert into syndic_representative (mandate_id, given_names, family_name, capacity, first_day, made_at)
    select id, 'An', 'Peeters ' || id % 1000, 'estate_agent', first_day, now() from syndic_mandate""",
    """insert into syndic_case (id, form, state, language, account_id, acting_for_id, association_number,
        association_name, mandate_id, starts_on, due_on, begun_at, changed_at, handed_in_at, submitted_at, ended_at,
        reference, payer_id, charge_id)
    select m.id, 'start', s.state, 'nl', case when own then 1 + m.id / 100 else 1 end,
        case when own then null else m.syndic_id end, m.association_number, m.association_name, m.id, d.day + 1,
        d.day, d.day - interval '9 days', d.day - interval '3 days',
        case when state <> 'draft' then d.day - interval '2 days' end,
        case when state <> 'draft' then d.day - interval '2 days' end,
        case when state = 'filed' then d.day + interval '1 day' end,
        case when state = 'filed' then 'REF' || m.id else '' end,
        case when state <> 'draft' then m.syndic_id end, case when state <> 'draft' then m.id end
    from syndic_mandate m cross join lateral (select m.id % 20 = 0 as own, m.id * 7 / 4 % 100 as part) as p
    cross join lateral (select case when part < 94 then 'filed' when part < 96 then 'submitted'
        when part < 97 then 'in_treatment' when part < 99 then 'draft' else 'question' end as state) as s
    cross join lateral (select case when state = 'filed' then date '2022-01-01' + (m.id * 7919 % 1780)::int
        else date '2026-11-20' + (m.id * 7919 % 60)::int end as day) as d""",
    """insert into syndic_step (case_id, kind, account_id, at) select id, kind, 1, begun_at + n * interval '1 hour'
    from syndic_case cross join unnest(array['begun', 'submitted', 'taken', 'message']) with ordinality as k (kind, n)""",
    *(f"select setval('{table}_id_seq', (select max(id) from {table}))" for table in ("syndic_mandate", "syndic_case")),
)  # fmt: skip
_CASES = "select c.*, o.name from syndic_case c left join organisation o on o.id = c.acting_for_id"
_OPEN = "c.state in ('announced', 'submitted', 'in_treatment', 'question', 'answered')"
_MANDATES = "select * from syndic_mandate where (last_day is null or last_day >= '2026-11-30')"
_REFERENCES = {
    "counter, worklist": f"{_CASES} where {_OPEN} order by c.due_on, c.id limit 26",
    "counter, home panel": "select id, due_on from syndic_case c where c.state in ('announced', 'submitted',"
    " 'in_treatment', 'answered') order by due_on, id limit 5",
    "counter, next case": f"{_CASES} where {_OPEN} and (c.due_on, c.id) > ('2026-12-10', 5) order by c.due_on, c.id"
    " limit 1",
    "counter, by association": f"{_CASES} where c.association_number = :number",
    "register, by name": f"{_MANDATES} order by sort_name, id limit 26",
    "register, by first day": f"{_MANDATES} order by first_day, id limit 26",
    "register, search": "select * from syndic_mandate where association_number = :number",
    "register, one on a day": "select * from syndic_mandate where association_number = :number",
    "register, of a syndic": f"{_MANDATES} and syndic_number = :company order by sort_name, id limit 26",
    "company, portfolio": f"{_MANDATES} and syndic_number = :company order by sort_name, id limit 26",
    "company, unrepresented": f"{_MANDATES} and syndic_number = :company and not exists (select from"
    " syndic_representative r where r.mandate_id = syndic_mandate.id offset 0) order by sort_name, id limit 26",
    "company, cases": f"{_CASES} where c.acting_for_id = 7 order by c.begun_at desc, c.id desc limit 26",
    "company, home panel": "select id, due_on from syndic_case where acting_for_id = 7 and state in ('draft',"
    " 'question') order by state desc, due_on, id limit 5",
    "own cases among all": f"{_CASES} where c.account_id = 7 order by c.begun_at desc, c.id desc limit 26",
    "own steps of one case": "select * from syndic_step where case_id = 600 order by id",
    "search of cases": "select id from syndic_case where association_number = :number",
    "reminders, fifty looked at": "select * from syndic_case where due_on between '2026-11-30' and '2026-12-07'"
    " and state in ('draft', 'question') order by id limit 50",
}
COUNTER = Identity(1, None, frozenset({Role.PERSON, Role.COUNTER}))
MEMBER = Identity(1, None, frozenset({Role.PERSON, Role.MEMBER}), 7)
SELF = Identity(7, None, frozenset({Role.PERSON}))
_SCOPES = {COUNTER: Scope.office(), MEMBER: Scope.organisation(7), SELF: Scope.own(None, 7)}


def _cases(session: Session, asked: Select[Case], column: object, *, late: bool = False) -> list[Case]:
    loaded = asked.options(joinedload(Case.acting_for), defer(Case.details))
    return page_of(session, loaded, Order(column, Case.id, late), _PAGE, None).rows


def _representatives(session: Session) -> None:
    asked = select(MandateRow).where(mandate_queries.portfolio_of(MEMBER), mandate_queries.unrepresented(TODAY))
    page_of(session, asked, Order(MandateRow.sort_name, MandateRow.id), _PAGE, None)


def _desk(session: Session, asked: Select[Case]) -> None:
    rows = _cases(session, asked.where(worklist.seen_by(COUNTER)), Case.due_on)
    assert rows
    worklist.called(session, (one.taken_by for one in rows))


def _mandates(session: Session, asked: Select[MandateRow], column: object = MandateRow.sort_name) -> None:
    runs = or_(*(mandate_queries.standing(one, TODAY) for one in ("runs", "provisional", "comes")))
    loaded = asked.where(runs).options(selectinload(MandateRow.representatives))
    assert page_of(session, loaded, Order(column, MandateRow.id), _PAGE, None).rows


def works(number: str, name: str, company: str) -> dict[str, tuple[Identity, Callable[[Session], object]]]:
    """Each read as its screen does it, and for whom."""

    def portfolio(session: Session) -> None:
        asked = select(MandateRow).where(mandate_queries.portfolio_of(MEMBER), register.runs_on(TODAY))
        loaded = asked.options(selectinload(MandateRow.representatives))
        rows = page_of(session, loaded, Order(MandateRow.sort_name, MandateRow.id), _PAGE, None).rows
        mandate_queries.open_cases(session, MEMBER, [one.association_number for one in rows])

    def steps(session: Session) -> None:
        assert steps_of(session, session.get_one(Case, 600))

    open_cases = select(Case).where(worklist.lies_open())
    mandates = select(MandateRow)
    return {
        "counter, worklist": (COUNTER, lambda session: _desk(session, open_cases)),
        "counter, home panel": (COUNTER, lambda session: panels.at_the_counter(session, COUNTER, NOW)),
        "counter, next case": (
            COUNTER,
            lambda session: worklist.next_for(session, COUNTER, Case(id=5, due_on=date(2026, 12, 10))),
        ),
        "counter, by association": (
            COUNTER,
            lambda session: _cases(session, select(Case).where(about_association(name)), Case.due_on),
        ),
        "register, by name": (COUNTER, lambda session: _mandates(session, mandates)),
        "register, by first day": (
            COUNTER,
            lambda session: _mandates(session, mandates, MandateRow.first_day),
        ),
        "register, search": (
            COUNTER,
            lambda session: _mandates(session, mandates.where(mandate_queries.of_association(name))),
        ),
        "register, one on a day": (
            COUNTER,
            lambda session: register.on_day(register.history_of(session, number), TODAY),
        ),
        "register, of a syndic": (
            COUNTER,
            lambda session: _mandates(session, mandates.where(mandate_queries.of_syndic(company))),
        ),
        "company, portfolio": (MEMBER, portfolio),
        "company, unrepresented": (MEMBER, _representatives),
        "company, cases": (
            MEMBER,
            lambda session: _cases(session, select(Case).where(visible_to(MEMBER)), Case.begun_at, late=True),
        ),
        "company, home panel": (MEMBER, lambda session: panels.waiting_for_applicant(session, MEMBER, NOW)),
        "own cases among all": (
            SELF,
            lambda session: _cases(session, select(Case).where(visible_to(SELF)), Case.begun_at, late=True),
        ),
        "own steps of one case": (SELF, steps),
        "search of cases": (
            COUNTER,
            lambda session: panels.find_cases(session, COUNTER, SearchText.read(name), 5),
        ),
        "reminders, fifty looked at": (COUNTER, lambda session: remind_some(session, NOW)),
    }


def _bare(sql: TextClause, wants: dict[str, str], session: Session) -> None:
    session.execute(sql, wants).all()


def read(sessions: sessionmaker[Session], who: Identity, work: Callable[[Session], object]) -> None:
    """In his scope, taken back afterwards."""
    with sessions() as session:
        enter(session, _SCOPES[who])
        work(session)
        session.rollback()


def _told(starts: list[date]) -> Callable[[], None]:
    told = [
        CaseDetails(mandate=Mandate(decided_on=one - timedelta(days=at % 20), starts_on=one))
        for at, one in enumerate(starts)
    ]

    def count() -> None:
        assert all(last_day_of(CaseForm.START, one) for one in told)

    return count


def _day_by_day(starts: list[date]) -> Callable[[], None]:
    free = country_holidays("BE", years=range(2019, 2032))
    one_day = timedelta(days=1)

    def works_on(day: date) -> bool:
        return day.weekday() < 5 and day not in free

    def last_of(starts_on: date, decided_on: date) -> date:
        day, counted = starts_on, 0
        last = None
        while counted < 8:
            day -= one_day
            counted += works_on(day)
            last = last or (day if counted else None)
        if day >= decided_on:
            return last or day
        day, counted = decided_on, 0
        while counted < 8:
            day += one_day
            counted += works_on(day)
        return day

    def count() -> None:
        for at, one in enumerate(starts):
            last_of(one, one - timedelta(days=at % 20))

    return count


def measured(size: int, rounds: int) -> Iterator[Times]:
    with filled_with(FILL, entries=size) as (server, owner):
        engine = engine_for(server.url("house_app"))
        sessions = session_factory(engine)
        with owner.connect() as connection:
            row = connection.execute(
                text(
                    "select association_number, association_name, syndic_number from syndic_mandate where id = 606"
                )
            ).one()
        sought = {"number": row.association_number, "company": row.syndic_number}
        for job, (who, work) in works(*row).items():
            sql, wants = (
                text(_REFERENCES[job]),
                {name: value for name, value in sought.items() if f":{name}" in _REFERENCES[job]},
            )
            bare = partial(read, sessions, who, partial(_bare, sql, wants))
            times = interleaved({"ours": partial(read, sessions, who, work), "bare": bare}, rounds)
            yield Times(job, times["ours"], times["bare"])
        engine.dispose()
    starts = [date(2020, 1, 1) + timedelta(days=at * 4) for at in range(1000)]
    times = interleaved({"ours": _told(starts), "bare": _day_by_day(starts)}, rounds)
    yield Times(JOBS[-1].name, times["ours"], times["bare"], note=f"{1_000_000 / times['ours']:.0f} a second")


if __name__ == "__main__":
    main(__file__)
