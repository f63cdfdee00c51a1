"""Whatever the code can say no with, and every word of a closed list, has its words for people."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from flask_babel.speaklater import LazyString
from sqlalchemy.orm import sessionmaker
from wtforms import HiddenField
from wtforms.fields.core import UnboundField

import app
import models
import run
from app.aml.lists.queries import LoadEffect
from app.aml.lists.reading import WhyNotRead, WhyUnreadable
from app.aml.lists.versions import FactKind
from app.aml.screening.features import Effect, FeatureCode
from app.errors import Refusal
from app.events import Tag
from app.policy import Role
from app.transaction import spoken
from models import values
from models.values import (
    BankEntryState,
    Channel,
    DeliveryState,
    IdentifierKind,
    ListFormat,
    LoadState,
    NameKind,
    ProposalReason,
    StaffRole,
    SubjectKind,
    Topic,
    TransactionState,
    ValueProblem,
    WhyNotDelivered,
    WhyParked,
    WhyRefused,
)
from scheduler.jobs import Workplace, queue_at
from translations import __main__ as catalogues
from views import labels, menu, refusals
from views.framework.register import Register
from views.framework.screens import HouseForm
from views.labels.aml import EFFECTS, FACT_KINDS, LIST_FORMATS, LOAD_STATES, NAME_KINDS, PROBLEMS, WHY_REFUSED
from views.labels.aml_facts import IDENTIFIER_KINDS, SUBJECT_KINDS, TOPICS
from views.labels.aml_features import EFFECTS as COMPARED
from views.labels.aml_features import FEATURES
from views.labels.wallet import (
    BANK_STATES,
    CHANNELS,
    DELIVERY_STATES,
    PROPOSAL_REASONS,
    STATES,
    WHY_NOT_DELIVERED,
    WHY_PARKED,
)

ROOT = Path(__file__).resolve().parents[2]
NEVER_SHOWN = {
    **dict.fromkeys(
        ("PolicyKind", "OfficeRisk", "Conclusion", "ReviewReason", "DeletedKind", "PackKind", "Age", "Due"),
        "shown by words of its own, as what stands in a register of an office is",
    ),
    "Turn": "shown by words of its own: whose turn it is at the counter",
    "Severity": "shown by words of its own, as what a report to the FIU lacks is",
    "WhoseKind": "shown as a link to where something is put right",
    "SubjectKind": "shown by words of its own, as what stands on a list is",
    "Topic": "shown by words of its own, as what stands on a list is",
    "IdentifierKind": "shown by words of its own, as what stands on a list is",
    "NameKind": "shown by words of its own, as what stands on a list is",
    "ListFormat": "shown by words of its own, as what stands on a list is",
    "LoadState": "shown by words of its own: what is refused is a load",
    "WhyRefused": "shown as a sentence",
    "WhyUnreadable": "shown as a sentence",
    "WhyNotRead": "shown as a sentence",
    "LoadEffect": "shown by words of its own, as what stands on a list is",
    "FeatureCode": "shown as a sentence",
    "Effect": "shown by words of its own, as what stands on a list is",
    "FactKind": "shown by words of its own, as what stands on a list is",
    "AsksOf": "shown by words of its own, as in the rules' editor",
    "RuleChange": "shown by words of its own: what is changed is a rule",
    "FaultCode": "shown as a sentence",
    "CountryListCode": "shown by words of its own, as whose list it is",
    "DueWithin": "shown by words of its own, as in the list of reviews",
    "BankEntryState": "shown by words of its own, as is a transaction's state",
    "ProposalReason": "shown as a sentence",
    "WhyParked": "shown as a sentence",
    "WhyNotDelivered": "shown as a sentence",
    "WhyNot": "what an access point says; people see why a document wasn't delivered",
    "Fate": "what an access point says; people see how far a document is",
    "Channel": "shown by words of its own: a mail is also what is written to somebody",
    "DeliveryState": "shown by words of its own, as is a transaction's state",
    "Flaw": "what is wrong with the chain is read by whoever runs the server, in the log",
    "About": "the footer of a letter says it in a sentence",
    "Language": "a language is named in itself, in the frame",
    "PaymentState": "what a provider says; people see how far the transaction is",
    "NotificationActKind": "shown by words of its own: what is sent is a notification",
    "NotificationState": "shown by words of its own: who waits is the officer, or who replies",
    "Permission": "asked by the code; people see roles",
    "TransactionState": "shown by words of its own: a case that is open waits for something else",
}
_OF_MATTERS = (
    *("DealKind", "FinancingKind", "MatterKind", "MatterState", "Wish", "Plan", "PaidBy", "NotifiedAbout"),
    *("ReportKind", "ReportState", "OfficerActKind", "EnrolmentState"),
)
NEVER_SHOWN["Section"] = "the parts of the officer's desk have titles of their own"
NEVER_SHOWN |= dict.fromkeys(_OF_MATTERS, "shown by words of its own, in what comes before the officer")
_OF_FILES = (
    *("AsksOf", "ContactState", "EvidenceKind", "FilePart", "HolderKind", "Level", "Meeting", "PageName"),
    *("Part", "RegisterFact", "RelatedAs", "Side", "Source", "Step", "Verdict"),
)
NEVER_SHOWN |= dict.fromkeys(_OF_FILES, "shown by words of its own, in a contact's file")
NEVER_SHOWN |= dict.fromkeys(("PackAnswer", "WhoseFiles"), "shown by words of its own, on the pages of packs")
NEVER_SHOWN |= dict.fromkeys(
    ("How", "Lack", "RecordKind", "Text", "Unit"), "shown by words of its own, in an annual report"
)
NEVER_SHOWN |= dict.fromkeys(
    (
        *("AppointedBy", "BatchKind", "BatchState", "CaseEvidence", "CaseForm", "CasePage", "CaseState"),
        *("DayKind", "ItemState", "Reason", "StepKind", "SyndicCapacity", "SyndicKind"),
        *(
            "CheckOutcome",
            "CheckRule",
            "FilingQuestion",
            "Happened",
            "Holiday",
            "TreeEnd",
            "TreeQuestion",
            "Way",
            "WhyFile",
        ),
    ),
    "shown by words of its own, in what is about mandates",
)
NEVER_SHOWN["DealPage"] = "shown by words of its own, beside the pages of a transaction"
# Words of two lists that mean the same in both: roles and staff roles, who signs as what he is, what is withdrawn,
# who opens a tool or is accredited, how far what was asked is, a rounding and the account it is booked on.
ONE_MEANING = {str(word) for word in StaffRole} | {
    *("secretary", "withdrawn", "local_administrator", "manager", "person", "asked", "done", "not_granted"),
    "rounding",
}
BAD_TEXTS = ("", "x", "12", "1" * 11, "0" * 11, "9" * 11, "85073003329", "99133100175", "1" * 12, "1" * 500)


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    yield package
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        if ".migrations." not in found.name:
            yield importlib.import_module(found.name)


def _sources(*rooms: str) -> Iterator[Path]:
    return (path for room in rooms for path in sorted((ROOT / room).rglob("*.py")))


@cache
def _calls(*rooms: str) -> tuple[ast.Call, ...]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in _sources(*rooms))
    return tuple(node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))


def _refusals() -> Iterator[tuple[str, set[str]]]:
    """(code or the beginning of it, names of its facts) of each Refusal(...), of any kind, in the source."""
    for call in _calls("app", "views"):
        if not (isinstance(call.func, ast.Name) and call.func.id in ("Refusal", "BankFileProblem")):
            continue
        facts = {keyword.arg for keyword in call.keywords if keyword.arg} - {"field"}
        code = call.args[0]
        for one in (code.body, code.orelse) if isinstance(code, ast.IfExp) else (code,):
            if isinstance(one, ast.Constant):
                yield str(one.value), facts
            elif isinstance(one, ast.JoinedStr) and isinstance(one.values[0], ast.Constant):
                yield str(one.values[0].value), facts


def _sentences_of(code: str) -> dict[str, Any]:
    if code.endswith("."):
        return {known: text for known, text in refusals.SENTENCES.items() if known.startswith(code)}
    return {code: refusals.SENTENCES[code]} if code in refusals.SENTENCES else {}


REFUSALS = sorted({(code, tuple(sorted(facts))) for code, facts in _refusals()})
EVERY_LIST = {
    found.__name__: found
    for package in (app, models)
    for module in _modules(package)
    for found in vars(module).values()
    if isinstance(found, type) and issubclass(found, StrEnum) and found.__module__.startswith(("app.", "models."))
}
CLOSED_LISTS = [found for name, found in sorted(EVERY_LIST.items()) if name not in NEVER_SHOWN]


@pytest.mark.parametrize(("code", "facts"), REFUSALS)
def test_every_refusal_has_a_sentence_it_can_fill(code: str, facts: tuple[str, ...]) -> None:
    found = _sentences_of(code)
    assert found
    for sentence in found.values():
        assert catalogues.placeholders(_english(sentence)) <= set(facts)


@pytest.mark.parametrize("constraint", sorted(spoken()))
def test_every_constraint_that_speaks_has_a_sentence_without_facts(constraint: str) -> None:
    code, _ = spoken()[constraint]
    assert refusals.sentence(Refusal(code)) == _english(refusals.SENTENCES[code])


def _typed_in_screens() -> list[str]:
    """Values that views read from what people type: `NationalNumber.parse(...)`."""
    return sorted(
        {
            call.func.value.id
            for call in _calls("views")
            if isinstance(call.func, ast.Attribute)
            and call.func.attr == "parse"
            and isinstance(call.func.value, ast.Name)
            and hasattr(values, call.func.value.id)
        }
    )


@pytest.mark.parametrize("name", _typed_in_screens())
@pytest.mark.parametrize("text", BAD_TEXTS, ids=lambda text: text[:12] or "nothing")
def test_what_people_mistype_is_answered_in_a_sentence(name: str, text: str) -> None:
    if name == "Money" and text.isdigit() and len(text) < 13:
        return  # that is an amount
    with pytest.raises(ValueProblem) as found:
        getattr(values, name).parse(text)
    assert found.value.code in refusals.SENTENCES
    assert "%(" not in refusals.sentence(found.value)


def test_no_sentence_waits_for_a_refusal_that_nobody_makes() -> None:
    made = {code for code, _ in REFUSALS} | {code for code, _ in spoken().values()}
    typed = tuple(f"{re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()}." for name in _typed_in_screens())
    idle = [
        code
        for code in refusals.SENTENCES
        if code not in made
        and not code.startswith(typed)
        and not any(one.endswith(".") and code.startswith(one) for one in made)
    ]
    assert idle == []


def test_the_closed_lists_are_found() -> None:
    assert {Tag, Role, StaffRole} <= set(CLOSED_LISTS)
    assert NEVER_SHOWN.keys() <= EVERY_LIST.keys()


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (TransactionState, STATES),
        (BankEntryState, BANK_STATES),
        (WhyParked, WHY_PARKED),
        (ProposalReason, PROPOSAL_REASONS),
        (Channel, CHANNELS),
        (DeliveryState, DELIVERY_STATES),
        (WhyNotDelivered, WHY_NOT_DELIVERED),
        (SubjectKind, SUBJECT_KINDS),
        (Topic, TOPICS),
        (IdentifierKind, IDENTIFIER_KINDS),
        (NameKind, NAME_KINDS),
        (ListFormat, LIST_FORMATS),
        (LoadState, LOAD_STATES),
        (LoadEffect, EFFECTS),
        (FactKind, FACT_KINDS),
        (FeatureCode, FEATURES),
        (Effect, COMPARED),
        (WhyNotRead, PROBLEMS),
    ],
)
def test_what_has_words_of_its_own_has_them_all(closed: type[StrEnum], words: dict[str, object]) -> None:
    assert set(closed) == set(words)


def test_every_reason_to_refuse_a_list_is_a_sentence() -> None:
    assert {*WhyRefused, *WhyUnreadable} == set(WHY_REFUSED)


@pytest.mark.parametrize("closed", CLOSED_LISTS, ids=lambda closed: closed.__name__)
def test_every_word_of_a_closed_list_has_a_label(closed: type[StrEnum]) -> None:
    assert [word for word in closed if word not in labels.LABELS] == []


def test_a_word_of_two_closed_lists_means_the_same_in_both() -> None:
    lists = defaultdict(set)
    for closed in CLOSED_LISTS:
        for word in closed:
            lists[str(word)].add(closed.__name__)
    assert {word for word, names in lists.items() if len(names) > 1} == ONE_MEANING


def test_no_word_is_labelled_twice() -> None:
    """In the source: in the dictionary itself the second would silently have replaced the first."""
    tables = [
        node.value
        for file in Path(labels.__file__).parent.glob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Dict)
        and isinstance(node.target, ast.Name)
        and node.target.id == "LABELS"
    ]
    words = sum(key is not None for table in tables for key in table.keys)
    assert words == len(labels.LABELS)


def test_no_refusal_has_two_sentences() -> None:
    """In the source as well, over all its files."""
    tables = [
        node.value
        for file in Path(refusals.__file__).parent.glob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.AnnAssign)
        and isinstance(node.value, ast.Dict)
        and isinstance(node.target, ast.Name)
        and node.target.id == "SENTENCES"
    ]
    codes = sum(key is not None for table in tables for key in table.keys)
    assert codes == len(refusals.SENTENCES)


def _said() -> Iterator[tuple[str, Any]]:
    yield from ((f"sentence {code}", text) for code, text in refusals.SENTENCES.items())
    yield from ((f"label {word}", text) for word, text in labels.LABELS.items())
    for group in menu.SITE:
        yield f"menu group {group.label}", group.label
        yield from ((f"menu {place.screen}", place.label) for place in group.places)
    for screen in run.SCREENS:
        if issubclass(screen, Register):
            name = screen.__name__
            yield from (
                (f"{name} {part}", getattr(screen, part))
                for part in ("page_title", "one_line", "one_line_staff", "empty_text")
            )
            yield from ((f"{name} column {column.name}", column.label) for column in screen.columns)
            yield from ((f"{name} filter {one.name}", one.label) for one in screen.filters)


def _forms(parent: type = HouseForm) -> Iterator[type]:
    """Those that stand in a module. What is made while serving, as of a questionnaire, speaks words of data."""
    for form in parent.__subclasses__():
        if getattr(sys.modules[form.__module__], form.__name__, None) is form:
            yield form
        yield from _forms(form)


def _asked() -> Iterator[tuple[str, Any]]:
    for form in _forms():
        for name, field in vars(form).items():
            if isinstance(field, UnboundField) and not issubclass(field.field_class, HiddenField):
                yield f"{form.__name__}.{name}", (*field.args, field.kwargs.get("label"))[0]
                yield f"{form.__name__}.{name} hint", field.kwargs.get("description", "")


def test_every_menu_entry_title_column_filter_and_field_is_spoken_in_the_readers_language() -> None:
    known = {message.id for message in catalogues.messages_of(catalogues.sentences())}
    assert [
        where
        for where, text in (*_said(), *_asked())
        if text != "" and not (isinstance(text, LazyString) and _english(text) in known)
    ] == []


def _english(text: Any) -> str:
    """The message itself: the tests read it without a request, so nothing translates it."""
    return str(text)


def test_every_job_has_a_name_for_people(tmp_path: Path) -> None:
    queue = queue_at("postgresql+psycopg://nobody@/none", Workplace(sessionmaker(), tmp_path))
    ours = {name for name in queue.tasks if "builtin" not in name}
    assert ours - set(labels.JOBS) == set(), "people would read the name in the code"
    assert set(labels.JOBS) - ours == set(), "a name for a job that is gone"
