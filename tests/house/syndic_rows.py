"""Cases of syndics in each furnished organisation and of somebody who acts for himself, an act on many mandates,
and what everybody reads: mandates and the fee.

What a case says bears marks of its own, which the counter reads and no other: `zqac` and `zqbc` in an
organisation's, `zqaw` and `zqbw` in those of whoever acts for himself, which his organisation never reads.

Kinds of rows for doors: `mandate_case` (any), `mandate_draft`, `mandate_announced`, `mandate_question` (one at the
counter, with a question, messages and files), `mandate_own` and `mandate_own_question` (of whoever acts for
himself), `mandate_file` and `mandate_draft_file` (files of the question and of the draft), `mandate_batch` (a
draft), `mandate` (of an association, by its number in the register), `portfolio_mandate` (of that organisation as
syndic) and `fee`.
"""

from __future__ import annotations

import json
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import passwords
from app.policy import Identity, Role
from models.accounts import Account, Profile
from models.organisations import Organisation
from models.syndics import Batch, BatchItem, Case, Fee
from models.values.mandates import Association, CaseDetails, CaseEvidence, CaseForm, CaseState, Reach, StepKind
from tests.app.syndics import stage
from tests.house.crowd import BEGAN, Ids
from tests.house.members import one_member
from tests.house.paying_rows import BOUGHT
from tests.stories.cast import PASSWORD


def everybodys(session: Session) -> Ids:
    """A fee, and the mandate of a person over an association."""
    fee = session.scalars(select(Fee.id).order_by(Fee.year).limit(1)).one()
    mandate = stage.add_mandate(session, stage.LINDEN, stage.CO_OWNER)
    return {"fee": fee, "mandate": mandate.id}


def syndics(session: Session, organisation_id: int, letter: str) -> Ids:
    """Of that organisation, by a member, and of somebody for himself; its wallet pays both."""
    office = one_member(session, organisation_id, f"zq{letter}u.member", f"zq{letter}u", "confirmed")
    member = Identity(office.account_id, None, frozenset({Role.PERSON, Role.MEMBER}), organisation_id)
    himself = Identity(_alone(session, letter), None, frozenset({Role.PERSON}))
    drafts, asked = {}, {}
    for who, name, mark in ((himself, "mandate_own_", f"zq{letter}w"), (member, "mandate_", f"zq{letter}c")):
        form = CaseForm.START if who is member else CaseForm.END_START
        drafts[name] = _case(session, who, CaseState.DRAFT, form, mark)
        asked[name] = _case(session, who, CaseState.QUESTION, form, mark, organisation_id)
        stage.add_step(session, asked[name], StepKind.MESSAGE, f"{mark}message", now=BOUGHT)
    announced = _case(session, member, CaseState.ANNOUNCED, CaseForm.START, mark)
    own = session.get_one(Organisation, organisation_id).enterprise_number
    portfolio = stage.add_mandate(
        session, stage.fresh_association(f"VME Portefeuille {letter.upper()}"),
        replace(stage.BARE_COMPANY, enterprise_number=own),
        syndic_id=organisation_id, representative=stage.NORA,
    )  # fmt: skip
    draft, question = drafts["mandate_"], asked["mandate_"]
    files = [
        stage.add_file(session, one, CaseEvidence.DEED, f"{mark}deed.pdf", BEGAN) for one in (draft, question)
    ]
    return {
        "mandate_case": question.id,
        "mandate_draft": draft.id,
        "mandate_announced": announced.id,
        "mandate_question": question.id,
        "mandate_own": drafts["mandate_own_"].id,
        "mandate_own_question": asked["mandate_own_"].id,
        "mandate_draft_file": files[0].id,
        "mandate_file": files[1].id,
        "mandate_batch": _batch(session, organisation_id, member.account_id, portfolio.id, mark),
        "portfolio_mandate": portfolio.id,
    }


def _alone(session: Session, letter: str) -> int:
    """An account that belongs nowhere."""
    made = Account(
        username=f"zq{letter}u.alone", email=f"zq{letter}u.alone@example.be", first_name="", last_name="",
        password=passwords.hashed(PASSWORD), active=True, language="nl",
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(
        Profile(
            account_id=made.id, given_names=f"zq{letter}ugiven", family_name=f"zq{letter}ufamily", terms="2026-11",
            terms_at=BEGAN,
        )
    )  # fmt: skip
    session.flush()
    return int(made.id)


def _case(
    session: Session, who: Identity, state: CaseState, form: CaseForm, mark: str, payer_id: int | None = None
) -> Case:
    """A whole case whose texts bear the mark."""
    association = stage.fresh_association(f"VME {mark}association")
    if state is CaseState.ANNOUNCED:
        association = replace(association, number="", unregistered=True)
    person = replace(stage.WIM, given_names=f"{mark}given", family_name=f"{mark}family")
    details = stage.told(
        form, association=replace(association, home=replace(association.home, street=f"{mark}street 1")),
        syndic=replace(stage.CO_OWNER, person=person), remarks=f"{mark}remarks",
        reach=Reach(f"{mark}@example.be", f"{mark}phone", f"{mark}consult"),
    )  # fmt: skip
    made = stage.add_case(session, who, state, form, details, payer_id=payer_id, now=BOUGHT)
    stage.add_file(session, made, CaseEvidence.OTHER, f"{mark}other.pdf", BOUGHT)
    # No form of the house tests was opened on this version.
    for changed in range(4):
        made.page = ("evidence", "summary")[changed % 2]
        session.flush()
    return made


def _batch(session: Session, organisation_id: int, account_id: int, mandate_id: int, mark: str) -> int:
    """Another representative in a mandate, not confirmed."""
    person = replace(stage.NORA, given_names=f"{mark}new", family_name=f"{mark}one")
    details = CaseDetails(
        Association(), representative=replace(stage.NAMED, person=person), changes_on=stage.STARTS,
        remarks=f"{mark}batch",
    )  # fmt: skip
    made = Batch(
        organisation_id=organisation_id, kind="change", details=json.dumps(details.told()),
        holds_from=stage.STARTS, begun_by=account_id, begun_at=BEGAN, form_key=f"{mark}batch",
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add(BatchItem(organisation_id=organisation_id, batch_id=made.id, mandate_id=mandate_id))
    session.flush()
    for changed in range(4):
        made.holds_from = stage.STARTS.replace(day=1 + changed)
        session.flush()
    return made.id
