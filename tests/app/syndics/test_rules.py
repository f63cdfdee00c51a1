"""Each rule of a case, on both sides: representative, capacity, evidence, identity, days, registers."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.syndics.rules.checks import checks_of, lacking
from app.syndics.rules.evidence import evidence_missing, unidentified
from app.syndics.rules.facts import BusinessSeen, Known, MandateSeen
from app.syndics.rules.missing import missing_of
from app.syndics.rules.outcomes import CheckOutcome, CheckRule
from app.syndics.rules.pages import pages_of
from app.syndics.rules.representative import TreeEnd, path_of, representative_refusal, tree_of
from models.values.mandates import (
    AppointedBy,
    Association,
    CaseDetails,
    CaseEvidence,
    CaseForm,
    CasePage,
    Ending,
    Home,
    Mandate,
    PersonTold,
    Reach,
    RepresentativeTold,
    Syndic,
    SyndicCapacity,
    SyndicKind,
)

TODAY = date(2026, 3, 2)
NOTHING = Known()
HOME = Home("Kerkstraat 1", "9000", "Gent")
MARIE = PersonTold("Marie", "Claes", "85073003328")
COMPANY = Syndic(
    kind=SyndicKind.COMPANY,
    name="Beheer",
    legal_form="BV",
    enterprise_number="0123456749",
    home=HOME,
    co_owner=False,
    capacity=SyndicCapacity.ESTATE_AGENT,
    accreditation="500.200",
)
WITHOUT = replace(COMPANY, capacity=None, accreditation="")
PERSON = Syndic(kind=SyndicKind.PERSON, person=MARIE, home=HOME, co_owner=False, capacity=SyndicCapacity.LAWYER)
NOBODY = RepresentativeTold(named=False)
SOMEBODY = RepresentativeTold(named=False, person=MARIE)
AGENT = replace(SOMEBODY, capacity=SyndicCapacity.ESTATE_AGENT, accreditation="500.101")
MINUTES = (CaseEvidence.MINUTES,)
COMPLETE = CaseDetails(
    association=Association("0200065765", "VME Zonnehof", HOME),
    mandate=Mandate(AppointedBy.ASSEMBLY, False, date(2026, 3, 2), date(2026, 4, 7)),
    syndic=COMPANY,
    representative=AGENT,
    reach=Reach("marie@voorbeeld.be"),
)
ENDING = Ending("Oud Beheer BV", "0403170701", AppointedBy.ASSEMBLY, date(2026, 3, 2), date(2026, 4, 7))
BOTH = replace(COMPLETE, ending=ENDING)
OLD = MandateSeen(7, "Oud Beheer BV", "0403170701", "", False, date(2020, 1, 1), None, False, False)
OURS = MandateSeen(8, "Beheer BV", "0123456749", "", False, date(2024, 1, 1), None, False, True)
OF_CO_OWNERS = BusinessSeen("0200065765", "070", False)


def codes(
    details: CaseDetails,
    known: Known = NOTHING,
    files: tuple[CaseEvidence, ...] = MINUTES,
    form: CaseForm = CaseForm.START,
    today: date = TODAY,
) -> dict[str, str]:
    """What is warned of or not met: the refusal's code, and how bad it is."""
    return {one.code: one.outcome for one in checks_of(form, details, known, files, today) if one.code}


def refusal(form: CaseForm, syndic: Syndic, told: RepresentativeTold, known: Known = NOTHING) -> str:
    found = representative_refusal(form, syndic, told, known)
    return found.code if found else ""


@pytest.mark.parametrize(
    ("kind", "named", "own", "end", "asked"),
    [
        (None, None, False, TreeEnd.OPEN, 0),
        (SyndicKind.PERSON, None, False, TreeEnd.PERSON, 1),
        (SyndicKind.COMPANY, None, True, TreeEnd.OPEN, 1),
        (SyndicKind.COMPANY, True, True, TreeEnd.NAMED, 2),
        (SyndicKind.COMPANY, True, False, TreeEnd.NAMED, 2),
        (SyndicKind.COMPANY, False, True, TreeEnd.OWN_BIV, 3),
        (SyndicKind.COMPANY, False, False, TreeEnd.NO_BIV, 3),
    ],
)
def test_the_path_to_who_represents(
    kind: SyndicKind | None, named: bool | None, own: bool, end: TreeEnd, asked: int
) -> None:
    path = path_of(kind, named, own)
    assert (path.end, len(path.answers)) == (end, asked)
    assert path.required == (end in (TreeEnd.NAMED, TreeEnd.NO_BIV))


@pytest.mark.parametrize(
    ("syndic", "told", "code"),
    [
        # The decision names one: he is told, whoever he is.
        (COMPANY, RepresentativeTold(named=True), "syndics.representative.named_not_told"),
        (WITHOUT, RepresentativeTold(named=True), "syndics.representative.named_not_told"),
        (WITHOUT, RepresentativeTold(named=True, person=MARIE), ""),
        # It names none, and the company is accredited itself: nobody, or one who is accredited himself.
        (COMPANY, NOBODY, ""),
        (COMPANY, SOMEBODY, "syndics.representative.needs_biv"),
        (COMPANY, replace(SOMEBODY, capacity=SyndicCapacity.LAWYER), "syndics.representative.needs_biv"),
        (
            COMPANY,
            replace(SOMEBODY, capacity=SyndicCapacity.LAWYER, accreditation="12"),
            "syndics.representative.needs_biv",
        ),
        (COMPANY, AGENT, ""),
        # It names none, and the company isn't accredited: one who is entitled.
        (WITHOUT, NOBODY, "syndics.representative.required"),
        (WITHOUT, SOMEBODY, "syndics.representative.not_entitled"),
        (WITHOUT, replace(AGENT, accreditation=""), "syndics.representative.not_entitled"),
        (WITHOUT, replace(AGENT, capacity=SyndicCapacity.CO_OWNER), "syndics.representative.not_entitled"),
        (WITHOUT, AGENT, ""),
        (WITHOUT, replace(SOMEBODY, capacity=SyndicCapacity.ARCHITECT), ""),
        # Nobody represents a person, and nothing is said while a question is open.
        (PERSON, RepresentativeTold(), ""),
        (WITHOUT, RepresentativeTold(), ""),
    ],
)
def test_who_has_to_represent_a_company(syndic: Syndic, told: RepresentativeTold, code: str) -> None:
    for form in (CaseForm.START, CaseForm.END_START, CaseForm.REPRESENTATIVE):
        assert refusal(form, syndic, told) == code
    details = replace(COMPLETE, syndic=syndic, representative=told)
    assert (codes(details).get(code) == CheckOutcome.NOT_MET) == bool(code)


def test_a_list_of_the_biv_says_as_much_as_a_number() -> None:
    assert refusal(CaseForm.START, WITHOUT, NOBODY, Known(company_accredited=True)) == ""
    assert refusal(CaseForm.START, COMPANY, SOMEBODY, Known(representative_accredited=True)) == ""
    assert refusal(CaseForm.START, WITHOUT, SOMEBODY, Known(representative_accredited=True)) == ""
    told = replace(OURS, accreditation="500.200", is_told=True)
    assert refusal(CaseForm.REPRESENTATIVE, WITHOUT, NOBODY, Known(mandates=(told,))) == ""
    elsewhere = replace(told, same_syndic=False)
    assert refusal(CaseForm.REPRESENTATIVE, WITHOUT, NOBODY, Known(mandates=(elsewhere,))) != ""


def test_a_change_completes_a_registration_without_representative() -> None:
    told = RepresentativeTold()
    represented = replace(OURS, is_told=True, represented=True)
    bare = replace(represented, represented=False)
    assert refusal(CaseForm.CHANGE, WITHOUT, told, Known(mandates=(represented,))) == ""
    assert refusal(CaseForm.CHANGE, WITHOUT, told, Known(mandates=(bare,))) == "syndics.representative.required"
    assert refusal(CaseForm.CHANGE, COMPANY, told, Known(mandates=(bare,))) == ""
    assert tree_of(CaseForm.CHANGE, WITHOUT, told, Known()).end is TreeEnd.NO_BIV
    assert CasePage.REPRESENTATIVE in pages_of(CaseForm.CHANGE, SyndicKind.COMPANY)
    assert CasePage.REPRESENTATIVE not in pages_of(CaseForm.CHANGE, SyndicKind.PERSON)


@pytest.mark.parametrize(
    ("syndic", "told", "code"),
    [
        (PERSON, NOBODY, ""),
        (replace(PERSON, co_owner=True, capacity=None), NOBODY, ""),
        (replace(PERSON, capacity=None), NOBODY, "syndics.syndic.no_capacity"),
        (replace(PERSON, capacity=SyndicCapacity.CO_OWNER), NOBODY, "syndics.syndic.no_capacity"),
        (replace(PERSON, capacity=SyndicCapacity.ESTATE_AGENT), NOBODY, "syndics.syndic.no_biv_number"),
        (replace(PERSON, capacity=SyndicCapacity.ESTATE_AGENT, accreditation="1"), NOBODY, ""),
        (COMPANY, NOBODY, ""),
        (WITHOUT, NOBODY, "syndics.syndic.no_capacity"),
        (WITHOUT, RepresentativeTold(named=True, person=MARIE), "syndics.syndic.no_capacity"),
        (WITHOUT, AGENT, ""),
        (replace(WITHOUT, capacity=SyndicCapacity.ACCOUNTANT), NOBODY, ""),
        (replace(WITHOUT, co_owner=True), NOBODY, ""),
    ],
)
def test_by_what_a_syndic_may_be_one(syndic: Syndic, told: RepresentativeTold, code: str) -> None:
    found = codes(replace(COMPLETE, syndic=syndic, representative=told))
    of_capacity = {one for one in found if one.startswith("syndics.syndic.")}
    assert of_capacity == ({code} if code else set())
    assert not code or found[code] == CheckOutcome.NOT_MET


def test_who_is_on_the_list_of_the_biv_needs_no_number() -> None:
    agent = replace(PERSON, capacity=SyndicCapacity.ESTATE_AGENT)
    details = replace(COMPLETE, syndic=agent)
    assert "syndics.syndic.no_biv_number" not in codes(details, Known(syndic_accredited=True))
    typed = replace(details, syndic=replace(agent, accreditation="500.101"))
    assert codes(typed, Known(syndic_accredited=False))["syndics.accreditation.not_listed"] == CheckOutcome.WARNED
    assert codes(typed, Known(syndic_accredited=None)) == {}


@pytest.mark.parametrize(
    ("form", "by", "files", "code"),
    [
        (CaseForm.START, AppointedBy.ASSEMBLY, (CaseEvidence.MINUTES,), ""),
        (CaseForm.START, AppointedBy.ASSEMBLY, (CaseEvidence.DEED,), ""),
        (CaseForm.START, AppointedBy.ASSEMBLY, (), "appointment"),
        (CaseForm.START, AppointedBy.ASSEMBLY, (CaseEvidence.JUDGMENT, CaseEvidence.OTHER), "appointment"),
        (CaseForm.START, AppointedBy.JUDGE, (CaseEvidence.JUDGMENT,), ""),
        (CaseForm.START, AppointedBy.JUDGE, (CaseEvidence.MINUTES,), "judgment"),
        (CaseForm.START, AppointedBy.BY_LAWS, (CaseEvidence.BY_LAWS,), ""),
        (CaseForm.START, AppointedBy.BY_LAWS, (CaseEvidence.MINUTES,), "by_laws"),
        (CaseForm.END, AppointedBy.ASSEMBLY, (CaseEvidence.DISMISSAL,), ""),
        (CaseForm.END, AppointedBy.ASSEMBLY, (CaseEvidence.MINUTES,), "dismissal"),
        (CaseForm.END_START, AppointedBy.ASSEMBLY, (CaseEvidence.DISMISSAL,), "appointment"),
        (CaseForm.END_START, AppointedBy.ASSEMBLY, (CaseEvidence.MINUTES,), "dismissal"),
        (CaseForm.END_START, AppointedBy.ASSEMBLY, (CaseEvidence.MINUTES, CaseEvidence.DISMISSAL), ""),
        (CaseForm.CHANGE, AppointedBy.ASSEMBLY, (), ""),
        (CaseForm.REPRESENTATIVE, AppointedBy.ASSEMBLY, (), "decision"),
        (CaseForm.REPRESENTATIVE, AppointedBy.ASSEMBLY, (CaseEvidence.IDENTITY,), "decision"),
        (CaseForm.REPRESENTATIVE, AppointedBy.ASSEMBLY, (CaseEvidence.OTHER,), ""),
    ],
)
def test_evidence_by_who_appointed(
    form: CaseForm, by: AppointedBy, files: tuple[CaseEvidence, ...], code: str
) -> None:
    details = replace(BOTH, mandate=replace(BOTH.mandate, appointed_by=by), changes_on=date(2026, 4, 7))
    found = codes(details, Known(mandates=(OLD,)), files, form)
    assert {one for one in found if ".evidence." in one} == ({f"syndics.evidence.{code}"} if code else set())
    assert bool(evidence_missing(form, details, files)) == bool(code)


def test_who_has_no_number_is_identified_by_documents() -> None:
    nameless = replace(MARIE, number="", none=True)
    person = replace(COMPLETE, syndic=replace(PERSON, person=nameless))
    represents = replace(COMPLETE, representative=replace(AGENT, person=nameless))
    for details in (person, represents):
        assert codes(details) == {"syndics.evidence.identity": CheckOutcome.NOT_MET}
        assert codes(details, files=(*MINUTES, CaseEvidence.IDENTITY)) == {}
    # An end tells neither of the two, and whoever has a number is known by it.
    assert unidentified(CaseForm.END, person) == ()
    assert unidentified(CaseForm.START, COMPLETE) == ()


@pytest.mark.parametrize(
    ("mandate", "code", "outcome"),
    [
        ({"starts_on": date(2026, 3, 1)}, "syndics.mandate.starts_in_the_past", CheckOutcome.WARNED),
        ({"starts_on": date(2026, 3, 1)}, "syndics.mandate.decided_after_start", CheckOutcome.WARNED),
        ({"decided_on": date(2026, 3, 3)}, "syndics.mandate.decided_in_the_future", CheckOutcome.WARNED),
        ({"ends_on": date(2026, 4, 6)}, "syndics.mandate.ends_before_start", CheckOutcome.NOT_MET),
        (
            {"appointed_by": AppointedBy.BY_LAWS, "provisional": True},
            "syndics.mandate.provisional_by_laws",
            CheckOutcome.NOT_MET,
        ),
        ({"starts_on": date(1950, 1, 1)}, "syndics.dates.far_away", CheckOutcome.NOT_MET),
    ],
)
def test_days_that_cant_be_are_refused_and_unlikely_ones_told(
    mandate: dict[str, object], code: str, outcome: CheckOutcome
) -> None:
    files = (CaseEvidence.MINUTES, CaseEvidence.BY_LAWS)
    assert codes(COMPLETE, files=files) == {}
    details = replace(COMPLETE, mandate=replace(COMPLETE.mandate, **mandate))  # type: ignore[arg-type]
    assert codes(details, files=files)[code] == outcome


def test_a_mandate_of_one_day_and_a_start_today_are_in_order() -> None:
    mandate = replace(COMPLETE.mandate, starts_on=TODAY, ends_on=TODAY)
    assert codes(replace(COMPLETE, mandate=mandate)) == {}


def test_late_is_told_and_keeps_nobody_out() -> None:
    assert codes(COMPLETE, today=date(2026, 4, 3)) == {}
    late = checks_of(CaseForm.START, COMPLETE, Known(), MINUTES, date(2026, 4, 4))
    assert [(one.code, one.facts) for one in late if one.code] == [
        ("syndics.deadline.late", {"day": date(2026, 4, 3)})
    ]
    assert lacking(late) == ()


@pytest.mark.parametrize(
    ("seen", "code", "outcome"),
    [
        (OF_CO_OWNERS, None, None),
        (replace(OF_CO_OWNERS, form="610"), "syndics.association.another_form", CheckOutcome.NOT_MET),
        (replace(OF_CO_OWNERS, gone_on=TODAY), "syndics.association.gone", CheckOutcome.WARNED),
        (None, "syndics.association.not_found", CheckOutcome.WARNED),
    ],
)
def test_the_number_is_that_of_an_association(
    seen: BusinessSeen | None, code: str | None, outcome: CheckOutcome | None
) -> None:
    company = BusinessSeen("0123456749", "610", False)
    found = codes(COMPLETE, Known(register_here=True, association=seen, company=company))
    assert found == ({code: outcome} if code else {})


def test_the_company_isnt_an_association_and_stands_in_the_register() -> None:
    known = Known(register_here=True, association=OF_CO_OWNERS)
    assert codes(COMPLETE, known) == {"syndics.company.not_found": CheckOutcome.WARNED}
    gone = replace(known, company=BusinessSeen("0123456749", "610", False, TODAY))
    assert codes(COMPLETE, gone) == {"syndics.company.gone": CheckOutcome.WARNED}
    association = replace(known, company=OF_CO_OWNERS)
    assert codes(COMPLETE, association) == {"syndics.company.is_association": CheckOutcome.NOT_MET}


def test_one_case_of_an_association_at_a_time() -> None:
    assert codes(COMPLETE, Known(other_case_id=3)) == {"syndics.case.another_open": CheckOutcome.NOT_MET}


def test_the_same_mandate_isnt_registered_twice() -> None:
    assert codes(COMPLETE, Known(mandates=(OURS,))) == {"syndics.mandate.twice": CheckOutcome.NOT_MET}
    over = replace(OURS, last_day=date(2026, 4, 6))
    assert codes(COMPLETE, Known(mandates=(over,))) == {}
    assert codes(COMPLETE, Known(mandates=(replace(OURS, last_day=date(2026, 4, 7)),))) != {}


def test_two_syndics_at_a_time_only_where_one_is_provisional() -> None:
    assert codes(COMPLETE, Known(mandates=(OLD,))) == {"syndics.mandate.another_runs": CheckOutcome.NOT_MET}
    assert codes(COMPLETE, Known(mandates=(replace(OLD, provisional=True),))) == {}
    short = replace(COMPLETE, mandate=replace(COMPLETE.mandate, ends_on=date(2026, 12, 31)))
    later = replace(OLD, first_day=date(2027, 1, 1))
    assert codes(short, Known(mandates=(later,))) == {}
    assert codes(COMPLETE, Known(mandates=(later,))) != {}


def test_what_a_company_imported_is_warned_of_however_it_lies() -> None:
    def warned(mandate: MandateSeen, details: CaseDetails = COMPLETE) -> set[str]:
        found = codes(details, Known(mandates=(replace(mandate, by_list=True),)))
        assert set(found.values()) == {CheckOutcome.WARNED}
        return set(found)

    short = replace(COMPLETE, mandate=replace(COMPLETE.mandate, ends_on=date(2026, 12, 31)))
    later = replace(OLD, first_day=date(2026, 6, 1))
    assert warned(OLD) == {"syndics.mandate.another_by_list"}
    assert warned(later) == {"syndics.mandate.by_list_replaced"}
    assert warned(later, short) == {"syndics.mandate.by_list_begins_after"}
    assert warned(replace(OURS, first_day=date(2026, 6, 1))) == {"syndics.mandate.by_list_dated"}
    # The same syndic, who runs already: registered is registered, whoever said so.
    assert codes(COMPLETE, Known(mandates=(replace(OURS, by_list=True),))) == {
        "syndics.mandate.twice": CheckOutcome.NOT_MET
    }
    # One row can be written over, not two.
    two = (replace(later, by_list=True, last_day=date(2026, 7, 1)), replace(later, id=9, by_list=True))
    assert codes(COMPLETE, Known(mandates=two)) == {"syndics.mandate.another_runs": CheckOutcome.NOT_MET}


def test_an_end_and_a_start_in_one_act_follow_each_other() -> None:
    files, form = (*MINUTES, CaseEvidence.DISMISSAL), CaseForm.END_START
    known = Known(mandates=(OLD,))
    assert codes(BOTH, known, files, form) == {}
    ends_later = replace(BOTH, ending=replace(ENDING, ends_on=date(2026, 4, 8)))
    assert codes(ends_later, known, files, form) == {
        "syndics.mandate.starts_before_the_other_ends": CheckOutcome.NOT_MET,
        "syndics.mandate.another_runs": CheckOutcome.NOT_MET,
    }
    provisional = replace(ends_later, mandate=replace(BOTH.mandate, provisional=True))
    assert codes(provisional, known, files, form) == {}


@pytest.mark.parametrize(
    ("ending", "mandates", "code", "outcome"),
    [
        ({}, (OLD,), None, None),
        ({}, (), "syndics.ending.not_registered", CheckOutcome.WARNED),
        ({"decided_on": date(2026, 4, 8)}, (OLD,), "syndics.ending.decided_after", CheckOutcome.WARNED),
        ({"syndic_number": "0123456749"}, (OLD,), "syndics.ending.of_another", CheckOutcome.WARNED),
        (
            {},
            (replace(OLD, is_told=True, last_day=date(2026, 4, 5)),),
            "syndics.ending.ended_already",
            CheckOutcome.WARNED,
        ),
        (
            {},
            (replace(OLD, is_told=True, first_day=date(2026, 4, 7)),),
            "syndics.ending.before_its_start",
            CheckOutcome.NOT_MET,
        ),
    ],
)
def test_what_ends_is_looked_up(
    ending: dict[str, object],
    mandates: tuple[MandateSeen, ...],
    code: str | None,
    outcome: CheckOutcome | None,
) -> None:
    details = replace(BOTH, ending=replace(ENDING, **ending))  # type: ignore[arg-type]
    found = codes(details, Known(mandates=mandates), (CaseEvidence.DISMISSAL,), CaseForm.END)
    assert found == ({code: outcome} if code else {})


def test_what_isnt_filled_in_is_told_page_by_page() -> None:
    assert all(not any(missing_of(form, _full(form)).values()) for form in CaseForm)
    assert missing_of(CaseForm.END_START, CaseDetails(syndic=Syndic(kind=SyndicKind.COMPANY))) == {
        CasePage.ASSOCIATION: ("number", "name"),
        CasePage.ENDING: ("syndic_name", "decided_on", "ends_on"),
        CasePage.MANDATE: ("appointed_by", "provisional", "decided_on", "starts_on"),
        CasePage.SYNDIC: ("enterprise_number", "name", "co_owner"),
        CasePage.REPRESENTATIVE: ("named",),
        CasePage.CONTACT: ("email",),
    }
    half = replace(AGENT, person=PersonTold("Marie"))
    unregistered = Association(unregistered=True)
    details = replace(
        COMPLETE, association=unregistered, representative=half, syndic=Syndic(kind=SyndicKind.PERSON)
    )
    assert missing_of(CaseForm.START, details)[CasePage.ASSOCIATION] == ("name", "street", "place")
    assert missing_of(CaseForm.CHANGE, details)[CasePage.SYNDIC] == (
        *("family_name", "given_names", "national_number", "street", "place"),
        "changes_on",
    )
    company = replace(details, syndic=COMPANY)
    assert missing_of(CaseForm.START, company)[CasePage.REPRESENTATIVE] == ("family_name",)
    bare = replace(details, syndic=Syndic(), representative=RepresentativeTold())
    assert missing_of(CaseForm.REPRESENTATIVE, bare)[CasePage.REPRESENTATIVE] == ("changes_on", "syndic")
    assert missing_of(CaseForm.START, bare)[CasePage.SYNDIC] == ("kind",)


def test_empty_pages_keep_a_case_from_being_submitted() -> None:
    found = checks_of(CaseForm.START, replace(COMPLETE, reach=Reach()), Known(), MINUTES, TODAY)
    assert [(one.code, one.page, one.lacks) for one in found if one.code] == [
        ("syndics.case.incomplete", CasePage.CONTACT, ("email",))
    ]
    assert [one.code for one in lacking(found)] == ["syndics.case.incomplete"]
    assert found[0].rule is CheckRule.COMPLETE


def _full(form: CaseForm) -> CaseDetails:
    return replace(BOTH, changes_on=date(2026, 4, 7))
