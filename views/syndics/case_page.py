"""The page of a case: how it stands, what waits for its reader, what was said, its files and its money."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy.orm import Session

from app import clock
from app.policy import Identity, Permission, Role, may
from app.syndics.answering import asked_last, changed_since, files_since
from app.syndics.case_files import Proof, files_of
from app.syndics.differing import Change
from app.syndics.messages import may_write
from app.syndics.queries import details_of, is_own
from app.syndics.refunding import told_back
from app.syndics.rules.deadline import deadlines_of
from app.syndics.telling import Told, money_of, steps_told
from app.syndics.told import sections_of
from app.transaction import Scope, within
from app.words import words_in
from models.syndics import Case
from models.values import EnterpriseNumber, Money, TransactionKind
from models.values.mandates import ENDED, CaseForm, CaseState, StepKind
from models.wallet import Transaction
from views import menu
from views.framework.register import Fact
from views.labels import day, instant, label_of, language, money, size
from views.labels.mandate_changed import FIELDS, field_shown
from views.labels.mandates import EVIDENCE, FORMS, STATES, STEPS, TONES
from views.syndics.case_forms import MessageForm
from views.syndics.money_back import notes_in
from views.syndics.ways import desk_url, file_url, proof_url, register_url, writing_url

_SAID = frozenset({StepKind.ASKED, StepKind.ANSWERED, StepKind.MESSAGE, StepKind.REFUSED})
_EDITABLE = frozenset({CaseState.DRAFT, CaseState.QUESTION})


def page_of(session: Session, who: Identity, case: Case, form: MessageForm) -> dict[str, Any]:
    """What the template shows."""
    mine, steps = is_own(who, case), steps_told(session, who, case)
    with within(session, Scope.office()):
        proofs, paid = files_of(session, case), money_of(session, case)
    return {
        "facts": list(_facts(who, case)),
        "state": TONES[case.state],
        "state_word": state_word(case, mine=mine),
        "mine": mine,
        "ends": mine and case.state not in ENDED,
        "desk_url": desk_url(case) if may(who, Permission.MANDATE_CASE_TREAT) and case.handed_in_at else None,
        "write_on_url": writing_url(case) if mine and case.state in _EDITABLE else None,
        "draft": case.state == CaseState.DRAFT,
        "question": question_of(session, case) if case.state in (CaseState.QUESTION, CaseState.ANSWERED) else None,
        "asked": case.state == CaseState.QUESTION,
        "said": [_said(one, case, mine=mine) for one in steps if one.kind in _SAID and one.text],
        "writes": may_write(who, case),
        "form": form,
        "deadlines": deadlines_of(CaseForm(case.form), details_of(case)),
        "papers": [*_made(case), *(_paper(one) for one in proofs)],
        "paid": [*(_transaction(who, one) for one in paid), *_credited(case, paid, notes_in(steps))],
        "told": _told(case),
        "register_url": register_url(case),
        "steps": [_step(one) for one in steps],
    }


def question_of(session: Session, case: Case) -> dict[str, Any] | None:
    """What the counter asked last, and what was changed since: only those fields."""
    asked = asked_last(session, case)
    if asked is None:
        return None
    files = files_since(session, case, asked)
    return {
        "text": asked.text,
        "when": instant(asked.at),
        "changes": changes_shown(changed_since(case, asked)),
        "files": ngettext("%(num)s file was added.", "%(num)s files were added.", files) if files else "",
    }


def changes_shown(changes: Iterable[Change]) -> list[dict[str, str]]:
    """Fields that changed, in words."""
    return [
        {
            "label": str(FIELDS[one.field]),
            "before": field_shown(one.field, one.before),
            "after": field_shown(one.field, one.after),
        }
        for one in changes
    ]


def state_word(case: Case, *, mine: bool = True) -> str:
    """How it stands; a question is asked to whose case it is."""
    if case.state == CaseState.QUESTION and not mine:
        return str(gettext("Question to the applicant"))
    return str(STATES[CaseState(case.state)])


def number_shown(number: str | None) -> str:
    return str(EnterpriseNumber(number)) if number else ""


def association_shown(case: Case) -> str:
    """Its name, else its number, else that nobody told it yet."""
    return case.association_name or number_shown(case.association_number) or gettext("Association not told yet")


def _facts(who: Identity, case: Case) -> Iterable[Fact]:
    yield Fact(gettext("Association"), association_shown(case), number_shown(case.association_number))
    yield Fact(gettext("What is registered"), str(FORMS[CaseForm(case.form)]))
    yield Fact(gettext("Last day to hand in"), day(case.due_on) if _has_days(case) else "", _in_time(case))
    yield Fact(
        gettext("For"), case.acting_for.name if case.acting_for is not None else _himself(who, case)
    )  # fmt: skip
    if case.reference:
        yield Fact(gettext("Reference in the register"), case.reference, instant(case.ended_at))
    else:
        yield Fact(gettext("Handed in"), instant(case.handed_in_at))


def _himself(who: Identity, case: Case) -> str:
    return str(gettext("yourself") if is_own(who, case) else gettext("the applicant himself or herself"))


def _has_days(case: Case) -> bool:
    return any(one is not None for one in (case.starts_on, case.ends_on, case.handed_in_at))


def _in_time(case: Case) -> str:
    if case.handed_in_at is not None:
        late = clock.day_of(case.handed_in_at) > case.due_on
        return str(gettext("handed in late") if late else gettext("handed in in time"))
    if not _has_days(case):
        return str(gettext("known once the days are filled in"))
    left = (case.due_on - clock.today()).days
    if left < 0:
        return str(gettext("past; you can still hand it in, late"))
    return str(ngettext("%(num)s day left", "%(num)s days left", left)) if left else str(gettext("today"))


def _said(one: Told, case: Case, *, mine: bool) -> dict[str, Any]:
    return {
        "by": one.by or (gettext("Business counter") if one.of_desk else ""),
        "desk": one.of_desk,
        "what": str(STEPS[one.kind]) if one.kind is not StepKind.MESSAGE else "",
        "when": instant(one.at),
        "iso": one.at.isoformat(),
        "text": one.text,
    }


def _step(one: Told) -> dict[str, Any]:
    return {
        "what": str(STEPS[one.kind]),
        "who": one.by
        or (gettext("Business counter") if one.of_desk and one.kind is not StepKind.REMINDED else ""),
        "when": instant(one.at),
        "iso": one.at.isoformat(),
    }


def _paper(one: Proof) -> dict[str, str]:
    return {
        "name": one.document.name,
        "url": file_url(one.file),
        "kind": str(EVIDENCE[one.kind]),
        "size": size(one.document.size),
        "added": instant(one.file.added_at),
    }


def _made(case: Case) -> Iterable[dict[str, str]]:
    if case.submitted_at is not None:
        yield {
            "name": gettext("Proof of submission (PDF)"),
            "url": proof_url(case),
            "kind": gettext("Made by us"),
            "size": "",
            "added": instant(case.submitted_at),
        }


def _transaction(who: Identity, one: Transaction) -> dict[str, Any]:
    back = one.kind == TransactionKind.REVERSAL
    named = dict(zip(("nl", "fr", "en"), one.named, strict=False)) if one.named else {}
    return {
        "what": gettext("Paid back") if back else named.get(who.language) or label_of(one.kind),
        "gross": money(Money(one.gross)),
        "back": back,
        "when": instant(one.at),
        "receipt": one.receipt,
        "url": url_for("TransactionScreen.show", pk=one.id) if _opens_receipt(who, one) else None,
    }


def _credited(case: Case, paid: Sequence[Transaction], notes: str) -> Iterable[dict[str, Any]]:
    """What came back by a credit note of finance, which stands on no charge of the case."""
    back = told_back(case, paid, notes)
    if back.credited:
        yield {
            "what": gettext("Paid back by finance, credit note %(notes)s", notes=notes),
            "gross": money(back.credited),
            "back": True,
            "when": "",
            "receipt": "",
            "url": None,
        }


def _opens_receipt(who: Identity, one: Transaction) -> bool:
    """A receipt is read by the members of the organisation that paid, and by who looks after wallets."""
    member = who.organisation_id == one.organisation_id and Role.MEMBER in who.roles
    return member or (who.is_staff and menu.opens(who.roles, "TransactionScreen", "can_show"))


def _told(case: Case) -> Sequence[tuple[str, str]]:
    """Whatever the case says, page after page; numbers of people masked."""
    found = sections_of(words_in(language()), CaseForm(case.form), details_of(case))
    return [row for section in found for row in section.rows]
