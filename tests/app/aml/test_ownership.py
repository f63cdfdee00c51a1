"""Who owns an organisation, however deep and however round it is held."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.aml.ownership import beneficial_owners, controlled_by, paths_of, shares_of
from app.aml.ownership_faults import faults_of
from app.errors import Refusal
from models.values.identified import Holder, HolderKind, Holding, Ownership
from tests.little_work import little_work

QUARTER = 2500
Told = tuple[str, str, float] | tuple[str, str, float, float]


def graph(*told: Told, **more: str) -> Ownership:
    """Holdings in percent, capital and votes alike where one figure is told: `("P1", "", 30)`. A key with P is a
    person's, C a company's. `more`: what is said of a holder, `controls` or `manages`."""
    keys = dict.fromkeys(key for one in told for key in one[:2] if key)
    keys |= dict.fromkeys(more)
    holders = tuple(
        Holder(
            key,
            HolderKind.PERSON if key.startswith("P") else HolderKind.ORGANISATION,
            f"Name {key}",
            controls="By agreement" if more.get(key) == "controls" else "",
            manages=more.get(key) == "manages",
        )
        for key in keys
    )
    holdings = tuple(Holding(one[0], one[1], round(one[2] * 100), round(one[-1] * 100)) for one in told)  # type: ignore[operator, arg-type, misc]
    return Ownership(holders, holdings)


def percent(ownership: Ownership, key: str) -> Fraction:
    return shares_of(ownership)[key].capital * 100


def codes(refusals: Iterable[Refusal]) -> set[str]:
    return {one.code.removeprefix("aml.owners.") for one in refusals}


def test_what_is_held_through_others_is_multiplied_and_added_up() -> None:
    told = graph(
        ("P1", "", 10), ("C1", "", 60), ("C2", "", 30), ("P1", "C1", 50), ("P1", "C2", 20), ("P2", "C1", 50)
    )
    assert percent(told, "P1") == 10 + 30 + 6
    assert percent(told, "P2") == 30
    assert percent(told, "C1") == 60
    assert [(one.keys, one.capital) for one in paths_of(told, "P1")] == [
        (("P1", "C1"), Fraction(30, 100)),
        (("P1", "C2"), Fraction(6, 100)),
        (("P1",), Fraction(10, 100)),
    ]


def test_capital_and_votes_are_counted_apart() -> None:
    told = graph(("P1", "C1", 10, 90), ("C1", "", 50, 40))
    share = shares_of(told)["P1"]
    assert (share.capital, share.votes) == (Fraction(5, 100), Fraction(36, 100))


def test_companies_that_hold_each_other_are_counted_exactly() -> None:
    told = graph(("C1", "", 100), ("C2", "C1", 50), ("C1", "C2", 50), ("P1", "C1", 50), ("P2", "C2", 50))
    assert percent(told, "P1") == Fraction(200, 3)
    assert percent(told, "P2") == Fraction(100, 3)
    assert percent(told, "C1") == 100, "what comes back to it isn't counted again"
    assert percent(told, "C2") == 50


def test_what_the_organisation_holds_of_itself_is_taken_out_of_the_whole() -> None:
    assert percent(graph(("P1", "", 45), ("P2", "", 45), ("", "", 10)), "P1") == 50
    through = graph(("C1", "", 60), ("P1", "", 40), ("", "C1", 10), ("P2", "C1", 90))
    assert percent(through, "P1") + percent(through, "P2") == 100
    assert not faults_of(through)


@pytest.mark.parametrize(("held", "is_owner"), [(24.99, False), (25, False), (25.01, True), (100, True)])
def test_a_beneficial_owner_has_more_than_a_quarter_of_capital_or_votes(held: float, is_owner: bool) -> None:
    for one in (graph(("P1", "", held, 1)), graph(("P1", "", 1, held))):
        assert [owner.key for owner in beneficial_owners(one, QUARTER)] == (["P1"] if is_owner else [])


def test_a_quarter_and_a_bit_counts_through_companies_too() -> None:
    told = graph(("C1", "", 50), ("P1", "C1", 50.02), ("P2", "C1", 49.98))
    (owner,) = beneficial_owners(told, QUARTER)
    assert (owner.key, owner.by, owner.direct) == ("P1", "shares", False)


def test_who_has_most_votes_of_a_company_controls_what_it_holds() -> None:
    told = graph(("P1", "C1", 10, 51), ("C1", "", 40), ("P2", "", 20), ("P3", "C1", 60, 49))
    assert controlled_by(told, "P1") == {"C1"}
    assert [(one.key, one.by) for one in beneficial_owners(told, QUARTER)] == [("P1", "control")]
    assert not beneficial_owners(graph(("P1", "C1", 10, 50), ("C1", "", 40)), QUARTER)


def test_a_chain_of_majorities_is_control_and_so_are_two_parts_together() -> None:
    told = graph(("P1", "C1", 5, 60), ("C1", "C2", 5, 30), ("P1", "C2", 5, 30), ("C2", "", 30, 30))
    assert controlled_by(told, "P1") == {"C1", "C2"}
    assert [one.by for one in beneficial_owners(told, QUARTER)] == ["control"]


def test_who_controls_in_another_way_is_one_even_without_a_share() -> None:
    told = graph(("P2", "", 10), P1="controls")
    assert [(one.key, one.by, one.direct) for one in beneficial_owners(told, QUARTER)] == [("P1", "control", True)]


def test_who_controls_a_company_that_controls_is_one() -> None:
    told = graph(("P1", "C1", 51), ("P2", "", 10), C1="controls")
    assert [one.key for one in beneficial_owners(told, QUARTER)] == ["P1"]


def test_senior_management_counts_only_where_there_is_nobody_else() -> None:
    alone = graph(("P1", "", 20), ("P2", "", 20), P3="manages")
    assert [(one.key, one.by) for one in beneficial_owners(alone, QUARTER)] == [("P3", "management")]
    beside = graph(("P1", "", 26), P3="manages")
    assert [one.key for one in beneficial_owners(beside, QUARTER)] == ["P1"]


def test_nobody_owns_an_organisation_of_which_nothing_is_known() -> None:
    assert beneficial_owners(Ownership(), QUARTER) == ()
    assert not faults_of(Ownership())
    assert not paths_of(graph(("P1", "", 30), P2="manages"), "P2")


@pytest.mark.parametrize(
    ("told", "codes_of"),
    [
        (graph(("P1", "", 70), ("P2", "", 60)), {"capital_over_whole", "votes_over_whole"}),
        (graph(("P1", "", 130, 50)), {"capital_over_whole"}),
        (graph(("P1", "", 50, 60), ("P2", "", 50, 40.01)), {"votes_over_whole"}),
        (graph(("P1", "", 50), ("P2", "", 50)), set()),
        (graph(("P1", "", -1, 5)), {"not_positive"}),
        (graph(("P1", "", 0)), {"not_positive"}),
        (graph(("P1", "", 0, 5)), set()),
        (graph(("P1", "", 10), ("P1", "", 10)), {"twice"}),
        (graph(("P1", "", 10), ("C1", "P1", 10)), {"person_held"}),
        (graph(("P1", "", 10), ("P1", "C1", 10)), set()),
        (graph(("C1", "C2", 100), ("C2", "C1", 100), ("C1", "", 10)), {"closed_circle"}),
        (graph(("C1", "C2", 100), ("C2", "C1", 99.99), ("C1", "", 10)), set()),
        (graph(("C1", "C1", 100), ("C1", "", 10)), {"closed_circle"}),
        (graph(("", "", 100)), {"closed_circle"}),
        (graph(("C1", "", 100), ("", "C1", 100)), {"closed_circle"}),
        (graph(("P1", "", 30), C1=""), {"holds_nothing"}),
        (graph(("P1", "", 30), P2="manages", P3="controls"), set()),
        (Ownership((), (Holding("P1", "", 10, 10),)), {"unknown_holder"}),
        (Ownership((Holder("P1", HolderKind.PERSON, " ", manages=True),)), {"no_name"}),
        (
            Ownership(tuple(Holder(f"P{i}", HolderKind.PERSON, "Q", i, manages=True) for i in (1, 1))),
            {"key", "same_person"},
        ),
        (graph(*((f"P{number}", "", 1) for number in range(60))), set()),
        (graph(*((f"P{number}", "", 1) for number in range(61))), {"too_many"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(told: Ownership, codes_of: set[str]) -> None:
    found = codes(faults_of(told))
    # A company that nobody of the organisation's graph leads to is idle; only one example has it on purpose.
    assert found - {"holds_nothing"} == codes_of - {"holds_nothing"}
    assert "holds_nothing" not in codes_of or "holds_nothing" in found


def test_a_circle_that_nobody_outside_holds_cannot_be_counted() -> None:
    with pytest.raises(Refusal, match="closed_circle") as refused:
        shares_of(graph(("C1", "C2", 100), ("C2", "C1", 100), ("C1", "", 30)))
    assert refused.value.facts["names"] == "Name C1, Name C2"
    with pytest.raises(Refusal, match="over_whole"):
        shares_of(graph(("C1", "C2", 200), ("C2", "C1", 50), ("C1", "", 30)))


@st.composite
def graphs(draw: st.DrawFn, loops: bool) -> Ownership:
    """Up to eight companies and four persons; of no company more than 95 % is held. Without loops a company is
    held by later ones only."""
    companies = ["", *(f"C{number}" for number in range(draw(st.integers(0, 7))))]
    told: list[Told] = []
    for at, held in enumerate(companies):
        others = companies if loops else companies[at + 1 :]
        holders = draw(st.lists(st.sampled_from([*others, "P1", "P2", "P3", "P4"]), unique=True, max_size=5))
        most = 95 // max(len(holders), 1)
        told += [(one, held, draw(st.integers(1, most)), draw(st.integers(1, most))) for one in holders]
    return graph(*told)


def _over_paths(told: Ownership, key: str, what: str) -> Fraction:
    """The sum over all paths, by walking each."""
    if key == "":
        return Fraction(1)
    return sum(
        (Fraction(getattr(one, what), 10_000) * _over_paths(told, one.held, what))
        for one in told.holdings
        if one.holder == key
    ) + Fraction(0)


@settings(max_examples=60, deadline=None)
@given(graphs(loops=False))
def test_without_loops_a_share_is_the_sum_over_all_paths(told: Ownership) -> None:
    shares = shares_of(told)
    for one in told.holders:
        assert shares[one.key].capital == _over_paths(told, one.key, "capital")
        assert shares[one.key].votes == _over_paths(told, one.key, "votes")
        ways = paths_of(told, one.key, most=10_000)
        assert sum(way.capital for way in ways) == shares[one.key].capital


@settings(max_examples=60, deadline=None)
@given(graphs(loops=True))
def test_with_loops_the_shares_of_persons_are_the_limit_of_the_series_and_at_most_the_whole(
    told: Ownership,
) -> None:
    shares = shares_of(told)
    assert sum(one.capital for key, one in shares.items() if key.startswith("P")) <= 1
    assert all(0 <= one.capital <= 1 and 0 <= one.votes <= 1 for one in shares.values())
    nodes = {"": 1.0} | {one.key: 0.0 for one in told.holders}
    for _ in range(600):
        step = {key: 1.0 if key == "" else 0.0 for key in nodes}
        for one in told.holdings:
            step[one.holder] += one.capital / 10_000 * nodes[one.held]
        nodes = step
    for one in told.holders:
        if one.kind is HolderKind.PERSON:
            assert float(shares[one.key].capital) == pytest.approx(nodes[one.key], abs=1e-9)


def test_sixty_holders_are_counted_at_once() -> None:
    ring = [f"C{number}" for number in range(40)]
    told: list[Told] = [("C0", "", 80)]
    for at, one in enumerate(ring):
        told += [(ring[(at + 1) % 40], one, 40.5), (ring[(at + 7) % 40], one, 20.25), (f"P{at % 20}", one, 30.33)]
    sixty = graph(*told)
    assert len(sixty.holders) == 60
    assert not faults_of(sixty)
    with little_work():  # measured: some hundredths of a second
        assert beneficial_owners(sixty, 100)
    assert sum(one.capital for key, one in shares_of(sixty).items() if key.startswith("P")) <= 1
    assert paths_of(sixty, "P3")
