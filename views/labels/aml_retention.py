"""Words for how long files are kept, and for what was deleted after that."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext, lazy_pgettext, ngettext
from flask_babel import lazy_gettext as _l

from models.aml import Deletion
from models.values.following import DeletedKind
from views.labels.aml_registers import DELETED_KINDS

# Of which register an entry was.
REGISTERS: dict[str, Any] = {
    "policy": _l("Procedures and policies"),
    "training": _l("Trainings"),
    "cash_breach": _l("Cash above the limit"),
    "atypical": _l("Atypical operations"),
    "annual_report": _l("Annual reports"),
    "pack": _l("Inspection packs"),
}
# What went, by table; what isn't named here is told together.
ROWS: dict[str, Any] = {
    "aml_contact": _l("Versions of the contact"),
    "aml_decision": _l("Decisions about versions"),
    "aml_profile": _l("Risk profiles"),
    "aml_deal": lazy_pgettext("aml", "Transactions"),
    "aml_matter_decision": _l("Decisions"),
    "aml_evidence": _l("Evidence"),
    "aml_hit": _l("Matches on lists"),
    "aml_party": _l("Parties"),
    "aml_payment": _l("Payments"),
    "aml_notification": _l("Notifications"),
    "aml_notification_act": _l("Acts about notifications"),
    "aml_fiu_report": _l("Reports to the FIU"),
    "aml_fiu_file": _l("Files for the FIU"),
    "aml_hold": _l("Holds"),
    "aml_officer_act": _l("Acts of officers"),
    "aml_block": _l("Blocks"),
    "aml_cash_breach": _l("Cash above the limit"),
    "aml_discrepancy": _l("Differences with the register of owners"),
    "aml_atypical": _l("Atypical operations"),
    "aml_review": _l("Reviews"),
    "aml_relation_end": _l("Ends of the relation"),
    "aml_policy": _l("Procedures and policies"),
    "aml_training": _l("Trainings"),
    "aml_attendance": _l("Who was at a training"),
    "aml_annual_report": _l("Annual reports"),
    "aml_annual_record": _l("Records under its figures"),
    "aml_pack": _l("Inspection packs"),
    "event_payload": _l("Personal values in the audit trail"),
}


def kind_word(item: Deletion) -> str:
    """What kind of file it was; of a register which one."""
    word = str(DELETED_KINDS[DeletedKind(item.kind)])
    return f"{word}: {REGISTERS[item.register]}" if item.register else word


def rows_of(item: Deletion) -> int:
    """How many rows went, all tables together."""
    return sum(int(count) for count in item.counted.values())


def counted_rows(item: Deletion) -> list[tuple[str, int]]:
    """How many of each, the most first."""
    told = sorted(item.counted.items(), key=lambda one: (-int(one[1]), one[0]))
    return [(str(ROWS[table]), int(count)) for table, count in told]


def files_word(count: int) -> str:
    """How many files' bytes went with it."""
    return str(ngettext("%(num)s file", "%(num)s files", count)) if count else str(gettext("no file"))
