"""Forms with as many rows as somebody wants: a button adds one, a button takes one away, and what was typed stays.
No script: each button sends the whole page, which comes back with its rows. A row is fields called
`<what>_<number>_<field>`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask import request
from werkzeug.datastructures import MultiDict

from views.aml.wizard.page import PageForm, told_in

Makers = Mapping[str, Callable[[int], Any]]
"""How each field of a row is made, by its name; of the row's number, from 1, which its label tells."""


def with_rows(form: type[PageForm], rows: Mapping[str, tuple[Makers, int]]) -> type[PageForm]:
    """The form with so many rows of each kind. The checks of one field of a row are its own."""
    fields = {
        f"{what}_{at}_{name}": make(at + 1)
        for what, (makers, count) in rows.items()
        for at in range(count)
        for name, make in makers.items()
    }
    return type(form.__name__, (form,), fields)


def rows_in(typed: Iterable[str], what: str) -> int:
    """How many rows were sent, by the names of their fields; at most a thousand."""
    pattern = re.compile(rf"{what}_([0-9]{{1,3}})_[a-z_]+")
    return max((int(match[1]) for name in typed if (match := pattern.fullmatch(name))), default=-1) + 1


def without(typed: MultiDict[str, str], what: str, at: int) -> MultiDict[str, str]:
    """What was typed, less one row; those after it move up."""
    pattern = re.compile(rf"({what})_([0-9]{{1,3}})_([a-z_]+)")
    found: MultiDict[str, str] = MultiDict()
    for name, value in typed.items(multi=True):
        match = pattern.fullmatch(name)
        if match is None:
            found.add(name, value)
        elif int(match[2]) != at:
            number = int(match[2]) - (int(match[2]) > at)
            found.add(f"{match[1]}_{number}_{match[3]}", value)
    return found


def number_in(name: str) -> int | None:
    """The number that a button with this name sent."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


def sent_or(more: Mapping[str, Any]) -> Any:
    """What a form is made of: what it was told to be made of, or else what was sent; None where nothing was."""
    if "formdata" in more:
        return more["formdata"]
    return request.form if request.method == "POST" else None


def standing(kept: PageForm, form: PageForm) -> list[tuple[str, str]]:
    """Label and text of each field of the kept form, rows that aren't in the other one included, where that isn't
    what was typed."""
    pairs = ((kept[name], told_in(form[name]) if name in form else "") for name in kept.asked)
    return [(str(one.label.text), told_in(one)) for one, mine in pairs if told_in(one) not in ("", mine)]
