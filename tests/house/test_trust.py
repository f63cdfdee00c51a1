"""Every mark names a row of docs/trust.md, and no invariant of the floors that stand is without a test."""

from __future__ import annotations

from tests import trust


def test_every_mark_names_a_row() -> None:
    assert trust.marks().keys() - set(trust.rows()) == set()


def test_no_row_stands_twice() -> None:
    assert len(trust.rows()) == len(set(trust.rows()))


def test_every_invariant_has_a_test() -> None:
    invariants, marked = [row for row in trust.rows() if not row[0].isdigit()], trust.marks()
    assert [row for row in invariants if row not in marked] == []
