"""Every answer of every rule on deals, what a deal's own file answers, and what its parties do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.aml.vigilance.deals import EEA, PARTY, DealFile, PartyFile, deal_questions_of, vigilance_of_deal
from app.aml.vigilance.file import FoundHit, Given, Lists
from app.aml.vigilance.level import Assessment, Reason
from models.values import Topic
from models.values.dealt import DealDetails, DealKind, FinancingKind, FinancingPart
from models.values.identified import FilePart, Place
from models.values.vigilance import AsksOf, Effect, Level
from tests.app.aml.vigilance.files import FIRST, LISTS, TODAY, hit

R, S, D, L, W = Effect.RAISED, Effect.STOP, Effect.DOCUMENT, Effect.LOW, Effect.WEAK
HOME = Place("Molenstraat 8", "9300", "Aalst", "BE")
WIM = PartyFile(11, "Wim Verlinden", FilePart.SELLER, 11, level=Level.STANDARD, countries=("BE",))
LIES = PartyFile(12, "Lies Wauters", FilePart.BUYER, 14, level=Level.STANDARD, countries=("BE",))
ON_DEALS = tuple(one for one in FIRST.rules if AsksOf.TRANSACTION in one.on)


def quiet(**more: object) -> DealFile:
    """Everything is known, and every answer does nothing."""
    file = DealFile(
        DealKind.SALE, TODAY, 25_000_000, DealDetails(property=HOME, account="BE68539007547034"),
        parties=(WIM, LIES), lists=LISTS,
    )  # fmt: skip
    answers = {}
    for code in vigilance_of_deal(FIRST, file).asked:
        rule = FIRST.rule(code)
        assert rule is not None
        answers[code] = Given(next(one.code for one in rule.options if not one.effects))
    return replace(file, answers=answers, **more)  # type: ignore[arg-type]


def said(file: DealFile, code: str, option: str, note: str = "", cannot: str = "") -> DealFile:
    return replace(file, answers={**file.answers, code: Given(option, note, cannot)})


def told(file: DealFile) -> Assessment:
    return vigilance_of_deal(FIRST, file)


def by_file(code: str, option: str) -> DealFile:
    """The file that gives that answer itself."""
    at = {"GEO2": "LB", "GEO3": "PA"}
    if code in at:
        return quiet(parties=(WIM, replace(LIES, countries=("BE", at[code])))) if option == "yes" else quiet()
    if code == "FIN4":
        account = "CH9300762011623852957" if option == "yes" else "NL91ABNA0417164300"
        return quiet(details=DealDetails(property=HOME, account=account))
    states = {"none": (), "open": (hit("open", Topic.SANCTION),), "confirmed": (hit("confirmed", Topic.SANCTION),)}
    return quiet(parties=(WIM, replace(LIES, hits=states[option])))


DOES = {
    "GEO2": {"no": (), "yes": (R,)},
    "GEO3": {"no": (), "yes": (R,)},
    "GEO4": {"no": (), "yes": (R,)},
    "SAN1": {"none": (), "open": (R,), "confirmed": (S,)},
    "MED1": {"no": (), "yes": (R, D)},
    "K4": {"no": (), "yes": (R,)},
    "K5": {"yes": (), "no": (R,)},
    "FIN1": {"yes": (), "loan_and_home": (L,), "partly": (R,), "refused": (S,)},
    "FIN2": {"no": (), "yes": (S,)},
    "FIN3": {"no": (), "explained": (), "unexplained": (R,)},
    "FIN4": {"no": (), "yes": (R,)},
    "FIN5": {"yes": (), "no": (D,)},
    "FIN6": {"no": (), "yes": (R,)},
    "PRI1": {"no": (), "yes": (R,)},
    "PRI2": {"no": (), "yes": (R,)},
    "PRI3": {"no": (), "yes": (S,)},
    "STR1": {"no": (), "yes": (R,)},
    "STR2": {"no": (), "yes": (R,)},
    "STR3": {"no": (), "yes": (W,)},
}
LEVELS = {(): Level.STANDARD, (R,): Level.RAISED, (S,): Level.STOP, (R, D): Level.RAISED, (L,): Level.SIMPLIFIED,
          (D,): Level.STANDARD, (W,): Level.STANDARD}  # fmt: skip


def test_the_table_has_every_rule_on_deals_and_every_option() -> None:
    assert {one.code: [of.code for of in one.options] for one in ON_DEALS} == {
        code: list(options) for code, options in DOES.items()
    }


@pytest.mark.trust("AML")
@pytest.mark.parametrize(("code", "option"), [(code, option) for code in DOES for option in DOES[code]])
def test_what_each_answer_does(code: str, option: str) -> None:
    effects: tuple[Effect, ...] = DOES[code][option]  # type: ignore[index]
    derived = code in ("GEO2", "GEO3", "SAN1", "FIN4")
    file = by_file(code, option) if derived else said(quiet(), code, option, "Seen and written down.")
    found = told(file)
    assert found.level is LEVELS[effects]
    note = "" if derived else "Seen and written down."
    wanted = (Reason(code, option, effects, derived, note),) if effects else ()
    also = tuple(one for one in found.reasons if one.rule != code)
    assert tuple(one for one in found.reasons if one.rule == code) == wanted
    assert also == ()
    assert found.unanswered == found.open_documents == ()
    assert found.officer_only is (S in effects)


@pytest.mark.parametrize("code", DOES)
def test_each_question_must_be_answered(code: str) -> None:
    file = quiet(details=DealDetails(), lists=Lists())
    assert told(file).level is None
    answers = {one: given for one, given in quiet().answers.items() if one != code}
    known = {"GEO2": "no", "GEO3": "no", "FIN4": "no"}
    for one, option in known.items():
        if one != code:
            answers[one] = Given(option)
    found = told(replace(file, answers=answers))
    # What lists say of the parties is known always, so nobody is asked.
    assert found.unanswered == (() if code == "SAN1" else (code,))
    assert (found.level is None) is (code != "SAN1")


def test_two_weak_answers_would_raise_it_and_one_does_not() -> None:
    assert told(said(quiet(), "STR3", "yes")).level is Level.STANDARD


@pytest.mark.parametrize("code", ["MED1", "FIN5"])
def test_a_text_is_wanted_or_why_it_cannot_be_had(code: str) -> None:
    option = "yes" if code == "MED1" else "no"
    found = told(said(quiet(), code, option))
    assert found.open_documents == (code,)
    assert told(said(quiet(), code, option, "An article in the paper.")).open_documents == ()
    gone = told(said(quiet(), code, option, cannot="Nobody answers."))
    assert (gone.open_documents, gone.level) == ((), Level.RAISED)


def test_a_loan_and_a_home_sold_count_with_a_text_only() -> None:
    assert told(said(quiet(), "FIN1", "loan_and_home")).unanswered == ("FIN1",)
    assert told(said(quiet(), "FIN1", "loan_and_home", "KBC")).level is Level.SIMPLIFIED


@pytest.mark.parametrize(
    ("file", "geo2", "geo3"),
    [
        (quiet(), "no", "no"),
        (
            quiet(details=DealDetails(property=replace(HOME, country="LB"), account="BE68539007547034")),
            "yes",
            "no",
        ),
        (quiet(details=DealDetails(property=HOME, account="LB62099900000001001901229114")), "yes", "no"),
        (
            quiet(details=DealDetails(property=replace(HOME, country="PA"), account="BE68539007547034")),
            "no",
            "yes",
        ),
        (quiet(details=DealDetails(property=HOME)), None, None),
        (quiet(details=DealDetails(account="BE68539007547034")), None, None),
        (quiet(parties=()), None, None),
        (quiet(parties=(WIM, replace(LIES, countries=()))), None, None),
        (quiet(parties=(WIM, replace(LIES, countries=("",)))), None, None),
        (quiet(parties=(WIM, replace(LIES, countries=("", "VG")))), "yes", None),
        (quiet(lists=Lists(edition=3)), None, None),
    ],
)
def test_countries_of_parties_property_and_account(file: DealFile, geo2: str | None, geo3: str | None) -> None:
    asked = {one.rule.code: one for one in deal_questions_of(FIRST, file, told(file))}
    for code, wanted in (("GEO2", geo2), ("GEO3", geo3)):
        assert asked[code].by_file is (wanted is not None)
        assert (asked[code].given.option if asked[code].by_file and asked[code].given else None) == wanted


@pytest.mark.parametrize(
    ("account", "lists", "wanted"),
    [
        ("BE68539007547034", LISTS, "no"), ("NO9386011117947", LISTS, "no"), ("LI21088100002324013AA", LISTS, "no"),
        ("GB29NWBK60161331926819", LISTS, "yes"), ("CH9300762011623852957", LISTS, "yes"),
        ("BE68539007547034", Lists(high_risk=("BE",)), "yes"), ("BE68539007547034", Lists(tax=("BE",)), "yes"),
        ("", LISTS, None),
    ],
)  # fmt: skip
def test_where_the_account_is(account: str, lists: Lists, wanted: str | None) -> None:
    file = quiet(details=DealDetails(property=HOME, account=account), lists=lists)
    (asked,) = (one for one in deal_questions_of(FIRST, file, told(file)) if one.rule.code == "FIN4")
    assert (asked.given.option if asked.by_file and asked.given else None) == wanted


def test_the_area_has_thirty_states() -> None:
    assert len(EEA) == 30
    assert {"BE", "IS", "LI", "NO"} <= EEA
    assert EEA.isdisjoint({"GB", "CH", "MC", "UK"})


@pytest.mark.parametrize(
    ("hits", "wanted"),
    [
        ((), "none"),
        ((hit("cleared", Topic.SANCTION),), "none"),
        ((hit("open", Topic.PEP),), "none"),
        ((hit("open"),), "open"),
        ((hit("open", Topic.PEP, Topic.SANCTION),), "open"),
        ((hit("open", Topic.SANCTION), hit("confirmed", Topic.SANCTION)), "confirmed"),
    ],
)
def test_what_lists_say_of_the_parties(hits: tuple[FoundHit, ...], wanted: str) -> None:
    file = quiet(parties=(replace(WIM, hits=hits), LIES))
    (asked,) = (one for one in deal_questions_of(FIRST, file, told(file)) if one.rule.code == "SAN1")
    assert asked.given is not None
    assert (asked.by_file, asked.given.option) == (True, wanted)


@pytest.mark.trust("AML")
@pytest.mark.parametrize("level", [None, *Level])
def test_a_raised_party_raises_the_deal(level: Level | None) -> None:
    found = told(quiet(parties=(WIM, replace(LIES, level=level))))
    if level in (Level.RAISED, Level.STOP):
        assert found.level is Level.RAISED
        assert found.reasons == (Reason(PARTY, "12", (R,), True, "Lies Wauters"),)
    else:
        assert (found.level, found.reasons) == (Level.STANDARD, ())


def test_a_party_in_two_roles_is_one_reason_and_two_parties_are_two() -> None:
    raised = replace(WIM, level=Level.RAISED)
    twice = (raised, replace(raised, role=FilePart.BENEFICIAL_OWNER), replace(LIES, level=Level.STOP))
    assert [one.note for one in told(quiet(parties=twice)).reasons] == ["Wim Verlinden", "Lies Wauters"]


def test_an_answer_that_rules_no_longer_know_is_none() -> None:
    assert told(said(quiet(), "K4", "gone")).unanswered == ("K4",)


def test_rules_that_are_off_ask_nothing() -> None:
    rules = replace(FIRST, rules=tuple(replace(one, active=False) for one in FIRST.rules))
    assert vigilance_of_deal(rules, DealFile(DealKind.SALE, TODAY)) == Assessment(Level.STANDARD)


@pytest.mark.trust("AML")
def test_what_is_kept_gives_the_same_answer_again() -> None:
    file = quiet(
        details=DealDetails(
            HOME, "41002A0123", date(2027, 3, 1), date(2026, 11, 1),
            (FinancingPart(FinancingKind.LOAN, 5, "KBC"),), "BE68539007547034", "Lies", 5, "Notary", "Remark",
        ),
        parties=(replace(WIM, hits=(hit("open", Topic.SANCTION),), level=Level.STOP, profile_id=3), LIES),
    )  # fmt: skip
    again = DealFile.read(file.told())
    assert again == file
    assert told(again) == told(file)
