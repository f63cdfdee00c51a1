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
