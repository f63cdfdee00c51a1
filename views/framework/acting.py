"""Registers whose rows can be acted on together: choose, see what will happen row by row, confirm once, read.

A subclass declares its acts. What the preview says comes from the plan the act itself follows; the page of an
act has an address of its own, so reloading or sending twice does nothing twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from flask import Response, make_response, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy import select

from app import clock
from app.errors import Missing
from app.lists import acts
from app.lists.acts import MOST_ROWS, Chosen, Plan
from app.policy import Identity, Permission, may, require
from app.transaction import transaction
from models.lists import BulkAct
from views.framework.asking import args_of, asked_of
from views.framework.database import db
from views.framework.exports import statement_of
from views.framework.identity import identity
from views.framework.register import Register
from views.framework.screens import HouseForm, attempt
from views.refusals import sentence

PAGE = 100


@dataclass(frozen=True)
class Act:
    """One act on many rows. `plan` foretells, `do` does; `effects` are sentences for the preview, `form` what is
    asked once for all; `done` says how many were, in the reader's words."""

    name: str
    label: Any
    permission: Permission
    plan: Plan
    do: Plan
    done: Callable[[int], str]
    form: type[HouseForm] = HouseForm
    effects: Sequence[Any] = ()
    tone: str = "danger"


@dataclass(frozen=True)
class Line:
    """One row of the preview or the result: its cells, and why not ('' when it is done)."""

    url: str | None
    cells: list[Any]
    why: str
    unlike: bool


class Acting(Register):
    """A register with acts on many rows; its table has a `version`."""

    acts: ClassVar[Sequence[Act]] = ()

    def acts_for(self, who: Identity) -> list[Act]:
        return [act for act in self.acts if may(who, act.permission)]

    def key_of(self, item: Any) -> str:
        return f"{item.id}.{item.version}"

    @expose("/act", methods=["POST"])
    @has_access
    def begin(self) -> Response:
        """Keeps the choice and what would become of it; the next page shows it."""
        who, now = identity(), clock.now()
        everything = request.form.get("all", "")
        act = self._act(everything or request.form.get("action", ""))
        require(who, act.permission)
        chosen = self._all(who) if everything else ticked(request.form.getlist("rowid"))
        with transaction(db()):
            wont = act.plan(db(), who, chosen[:MOST_ROWS], {}, now)
            made = acts.prepare_act(db(), who, type(self).__name__, act.name, chosen, wont, now)
        return make_response(redirect(self._url_of(made.id), code=303))

    @expose("/act/<int:pk>", methods=["GET", "POST"])
    @has_access
    def confirm(self, pk: int) -> Response:
        """What will happen, and after it was confirmed, what happened."""
        who, name = identity(), type(self).__name__
        prepared = acts.act_record(db(), who, name, pk)
        act = self._act(prepared.act)
        require(who, act.permission)
        form = act.form()
        if prepared.done_at is None and form.validate_on_submit():

            def do() -> BulkAct:
                locked = acts.act_record(db(), who, name, pk, lock=True)
                db().refresh(locked)
                acts.carry_out(db(), who, locked, act.do, form.data, clock.now())
                return locked

            with transaction(db()):
                done = attempt(form, do)
            if done is not None:
                return make_response(redirect(self._url_of(pk), code=303))
        return self._told(prepared, act, form)

    def _told(self, prepared: BulkAct, act: Act, form: HouseForm) -> Response:
        done = prepared.done_at is not None
        wont = acts.outcome_of(prepared) if done else acts.foretold_of(prepared)
        unlike = set(acts.differs(prepared))
        # What needs reading first: what turned out otherwise, then what isn't done, then the rest.
        order = sorted(prepared.row_ids, key=lambda one: (one not in unlike, one not in wont))
        start = min(_number(request.args.get("from", "")), max(len(order) - 1, 0))
        shown = order[start : start + PAGE]
        count = len(order) - len(wont)
        return self.page(
            "act.html",
            act.done(count) if done else str(gettext("%(act)s: check first", act=act.label)),
            422 if form.errors else 200,
            act=act,
            form=form,
            names=[name for name in form._fields if name != "csrf_token"],
            done=done,
            will=count,
            wont=len(wont),
            unlike=len(unlike),
            heads=[str(column.label) for column in self.columns if column.shown],
            lines=self._lines(shown, {row_id: sentence(refusal) for row_id, refusal in wont.items()}, unlike),
            earlier=self._url_of(prepared.id, max(start - PAGE, 0)) if start else None,
            later=self._url_of(prepared.id, start + PAGE) if start + PAGE < len(order) else None,
            back_url=self.url_of_list(),
        )

    def _lines(self, ids: Sequence[int], why: dict[int, str], unlike: set[int]) -> list[Line]:
        along = self.options if self.list_options is None else self.list_options
        found = db().scalars(
            select(self.model).where(self.model.id.in_(ids), self.rows(identity())).options(*along)
        )
        read = found.unique().all()
        items = {item.id: (item, seen) for item, seen in zip(read, self.seen(db(), read, None), strict=True)}
        columns = [column for column in self.columns if column.shown]
        gone = [str(gettext("no longer there")), *[""] * (len(columns) - 1)]
        return [
            Line(
                self.url_of_record(items[one][0]) if one in items else None,
                [column.cell(items[one][1]) for column in columns] if one in items else gone,
                why.get(one, ""),
                one in unlike,
            )
            for one in ids
        ]

    def _act(self, name: str) -> Act:
        found = next((act for act in self.acts if act.name == name), None)
        if found is None:
            raise Missing("act", name)
        return found

    def _all(self, who: Identity) -> list[Chosen]:
        """Every row of what the page asked, in its order; one more than may be, so that too many shows."""
        asked = asked_of(self, args_of(parse_qsl(request.form.get("asked", ""))))
        columns = (asked.order.column, self.model.id)
        rows = db().execute(
            statement_of(self, asked, who)
            .with_only_columns(self.model.id, self.model.version)
            .order_by(*(c.desc() if asked.order.descending else c.asc() for c in columns))
            .limit(MOST_ROWS + 1)
        )
        return [Chosen(*row) for row in rows]

    def _url_of(self, pk: int, start: int = 0) -> str:
        return f"{url_for(f'{type(self).__name__}.confirm', pk=pk)}{f'?from={start}' if start else ''}"


def ticked(keys: Sequence[str]) -> list[Chosen]:
    """The rows whose boxes were ticked, once each; what isn't a row's key is left out."""
    chosen = {}
    for key in keys:
        row, _, version = key.partition(".")
        if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (row, version)):
            chosen[int(row)] = Chosen(int(row), int(version))
    return list(chosen.values())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
