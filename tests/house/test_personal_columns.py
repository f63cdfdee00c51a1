"""Every column that could hold something of a person says what becomes of it when that person is erased."""

from __future__ import annotations

import pytest
from sqlalchemy import Boolean, Integer, Table

import models.aml
import models.cases
import models.events
import models.imports
import models.jobs
import models.lists
import models.mail
import models.rights
import models.syndics
import models.wallet  # noqa: F401 - registers every table
from app.accounts.erasure import personal_columns
from models.base import Base

# Emptied by name in app/accounts/erasure.py, or their row is deleted there.
EMPTIED = {
    "ab_user": "username password email first_name last_name",
    "document": "name file",
    "account_card": "linked_at last_used_at way serial standing standing_at",
    "account_authenticator": "secret made_at confirmed_at last_used_at",
    "account_code": "purpose address_hash code_hash made_at ends_at used_at",
    "account_federal_token": "issued_at last_used_at ended_at ended_why",
    "account_one_time_link": "token_hash purpose ends_at used_at",
    "account_recovery_code": "code_hash used_at",
    "account_session": "token_hash reference key_level content started_at seen_at idle_until ends_at",
    "event_payload": "content salt",
    "syndic_step": "before",
}
# Say when and how, not who; or, like a name that sorts, follow a column that is emptied.
NOT_PERSONAL = {
    "ab_user": "last_login created_on changed_on language rested_at",
    "account_attempt": "name_hash address_hash device_hash way outcome fault reference tried_at",  # 90 days
    "account_address_change": "asked_at ends_at",
    "account_profile": "sort_name terms terms_at",
    "account_person": "sort_name source created_at anonymised_at",
    "account_staff_role": "role first_day last_day",
    "case_answer": "answered_at",
    "case_incident": "reference kind code method endpoint page visitor_hash session_reference happened_at",
    "case_report": "tool_used_at page reference browser system language visitor_hash form_key state opened_at"
    " closed_at",
    "document": "kind media_type sha256 subject_kind made_at expires_at removed_at",
    "document_issued": "series reference code sha256 language subject_kind issued_at form_key",
    "work": "kind state facts result asked_at started_at ended_at stop_asked_at",  # gone in a month
    # A file's name and heads are whoever uploaded it's words; what stood in the file is in chunks, gone in a week.
    "import_run": "kind state file_name format encoding delimiter sheet sha256 signature heads columns mode counts"
    " undo_counts refusal digest asked_at checked_at applied_at undone_at emptied_at",
    "import_row": "verdict problems undo undo_code",
    "event": "uid tag subject_kind session_reference address happened_at facts payload_hash seal",
    "event_payload": "erased_at erased_by erased_why",
    "mail_letter": "kind language token state problem status_code written_at next_try_at settled_at forgotten_at",
    "mail_try": "way outcome problem code began_at ended_at",
    "list_act": "list_name act foretold asked_for outcome row_ids versions asked_at done_at",
    "list_default": "list_name",
    "list_view": "list_name shared_with made_at",
    "organisation_membership": "category type state first_day last_day ended_on by_mandate manages_until"
    " sort_name created_at",
    "organisation_takeover": "state asked_at decided_at",
    "organisation_invitation": "token_hash made_at ends_at accepted_at withdrawn_at",
    # What was bought and what its tool calls it; why finance undid it. The books are kept, and never change.
    "wallet_transaction": "kind state key at asked_at product named reference reason unit_net net vat gross"
    " provider change receivable transit bank suspense revenue vat_due rounding balance owed",
    # What an organisation bought, and who invoiced it: the books, which never change.
    "wallet_invoice": "kind month vat_month reference issued_at issued_on language seller buyer lines rates net"
    " vat paid rounding reason",
    "wallet_invoice_run": "month asked_at listed_at",
    # Who paid the house, from which account, with which words: encrypted, and perhaps of somebody who has no
    # account here. Kept as long as the books, ten years, then emptied (app/wallet/bank_keeping.py).
    "bank_entry": "amount currency entry_day value_day code bank_reference reference name account account_hash"
    " text leaves_off state why decided_at forgotten_at",
    "wallet_vat_return": "month grid_03 grid_02 grid_01 grid_54 grid_49 grid_64 declared_at",
    # A file's name is the bank's, or of whoever brought it.
    "bank_file": "sha256 name format imported_at",
    "bank_known_account": "account_hash account learned_at",
    "rights_period": "first_day last_day known_from known_until",
    "organisation_representative": "first_day last_day seen_at",
    "rights_registration": "government_kind name enterprise_number street postal_code place language capacity"
    " state started_at handed_in_at decided_at form_key",
    "rights_campaign": "started_at started_on deadline policy closed_at",
    "rights_campaign_line": "outcome decided_at",
    "rights_merger": "from_name into_name first_day decision merged_at",
    "rights_merger_line": "context category outcome first_day last_day was_until",
    "rights_request": "context first_day last_day state asked_at decided_at form_key",
    "rights_tool_registration": "registered_on ended_on",
    "rights_access": "state given_on ended_on",
    # What a tool calls somebody names him to nobody else: a keyed hash.
    "rights_tool_use": "used_at subject",
    "rights_integration": "name made_at",
    # Names neither him nor anybody: what a tool calls a session is a keyed hash. Gone in a month.
    "rights_tool_grant": "session_reference sid key_level authenticated_at scope redirect_uri nonce code_challenge"
    " began_at issued_at ends_at ended_at ended_why told_at",
    "rights_branch_closure": "closed_on ended_on",
    # Third parties an office deals with, kept as the law of 18 September 2017 asks; which account wrote it down is
    # a number. What a colleague wrote as his reason is part of the file.
    "aml_contact": "kind name sort_name facts print made_at changed_at screened_at state details national_number"
    " answers pages level assessed_at assessed_under decided_at",
    "aml_evidence": "kind added_at removed_at",
    "aml_decision": "verdict level reason file result print decided_at",
    "aml_notification": "about state sent_at moved_at wish",
    "aml_profile": "state answers level assessed_at assessed_print made_at changed_at handed_at decided_at"
    " review_on",
    "aml_deal": "reference kind state price details answers pages level assessed_at assessed_print paid_at made_at"
    " changed_at handed_at decided_at closed_on",
    # What the supervisor asks of an office: nobody's but for what it writes of third parties.
    "aml_policy": "kind title body overall first_day last_day made_at ended_at",
    "aml_training": "title given_by held_on notes made_at withdrawn_at",
    "aml_cash_breach": "happened_on amount told measure made_at withdrawn_at",
    "aml_discrepancy": "noted_on register_says found reported_on reference settled_on outcome made_at"
    " withdrawn_at",
    "aml_atypical": "noted_on title told looked_at why_atypical analysis conclusion made_at changed_at"
    " concluded_at",
    "aml_review_term": "since source set_at",
    "aml_calendar_feed": "token_hash opened_at closed_at read_at",
    "aml_relation_end": "ended_on noted_at withdrawn_at",
    # A signed report names who signed it: it stays as it was signed.
    "aml_annual_report": "state texts figures pdf print begun_at signed_at",
    "aml_pack": "kind asked manifest print made_at",
    "aml_party": "role added_at removed_at",
    "aml_matter_decision": "verdict level reason file result print decided_at",
    "aml_subscription": "plan first_day last_day net gross form_key bought_at",
    "aml_payment": "way gross paid_at returned_at",
    # What somebody declared to become officer is what an inspection asks for, however long after.
    "aml_enrolment": "experience hierarchy powers license_number state asked_at decided_at reason ended_at",
    "aml_deputy": "first_day last_day named_at ended_on",
    "aml_hold": "why held_at ended_at",
    "aml_fiu_report": "kind state details fiu_reference begun_at made_at moved_at opposed_until ended_at",
    "aml_fiu_file": "content print made_at",
    # The public register of who was syndic, whose names and numbers are emptied; who typed it in is a number.
    "syndic_mandate": "association_number association_name sort_name syndic_kind syndic_number capacity"
    " appointed_by decided_on first_day last_day source reference made_at",
    "syndic_representative": "capacity first_day last_day made_at",
    "syndic_fee": "net source set_at",
    "syndic_case": "form state language association_number association_name page decided_on starts_on ends_on"
    " due_on begun_at changed_at handed_in_at submitted_at taken_at ended_at reference refunded_at form_key",
    # What was said about an act stays with it; erasing its applicant empties what the act itself says.
    "syndic_step": "kind text at",
    "syndic_file": "kind added_at",
    "syndic_batch": "kind state details documents holds_from gross fee halted begun_at confirmed_at ended_at"
    " form_key",
    "aml_officer_act": "kind text until reference acted_at",
    "aml_report_profile": "since source data print loaded_at",
    "aml_notification_act": "kind text acted_at",
    # The platform's rules, and which countries the Union calls risky. A note is what all offices read.
    "aml_rule_set": "state note data print made_at published_at what_if what_if_of what_if_at",
    "aml_country_list": "code since source countries loaded_at",
    "aml_hit": "key contact_print judged score comparison found_at state reason decided_at closed_why closed_at",
    "aml_snapshot": "state asked_at file_name sha256 published_on told why why_value ended_at"
    " screened_by opened screened_at",
    "rights_right": "context first_day last_day granted_at known_from revoked_at revoked_on form_key",
}
# The framework's own, never written: its API isn't served.
UNUSED = {"ab_api_key"}


def _bears_persons(table: Table) -> bool:
    people = {"account_person", "ab_user"}
    points = {key.column.table.name for key in table.foreign_keys}
    return table.name not in UNUSED and bool(table.name in people or people & points or "person_id" in table.c)


TABLES = [table for table in Base.metadata.sorted_tables if _bears_persons(table)]


@pytest.mark.trust("Privacy")
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_about_a_person_is_emptied_or_known_not_to_be_personal(table: Table) -> None:
    telling = {column.name for column in table.c if not isinstance(column.type, (Integer, Boolean))}
    emptied = set(personal_columns().get(table, ())) | set(EMPTIED.get(table.name, "").split())
    kept = set(NOT_PERSONAL.get(table.name, "").split())
    assert telling - emptied - kept == set(), "mark it personal in models/, or list it here with reason"
    assert kept - telling == set(), "no longer there"
    assert kept & emptied == set(), "it can't be both"


def test_the_lists_name_tables_that_are_there() -> None:
    names = {table.name for table in TABLES}
    assert (EMPTIED.keys() | NOT_PERSONAL.keys()) - names == set()
    assert Base.metadata.tables.keys() >= UNUSED


@pytest.mark.parametrize("table", personal_columns(), ids=lambda table: table.name)
def test_what_a_column_becomes_fits_it(table: Table) -> None:
    for name, becomes in personal_columns()[table].items():
        assert becomes is not None or table.c[name].nullable, name
