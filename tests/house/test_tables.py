"""Every table has its generated screen or a reason why not, and no file is longer than one can read."""

from __future__ import annotations

from pathlib import Path

from models.base import Base
from views.framework.register import Register
from views.screens import SCREENS

ROOT = Path(__file__).resolve().parents[2]
LONGEST = 450
ROOMS = ("app", "models", "views", "scheduler", "eid", "tests", "benchmarks", "translations")
KINDS = {".py", ".html", ".css", ".js"}
WITHOUT_SCREEN = {
    "syndic_representative": "stands on the page of its mandate",
    "syndic_step": "stands in the timeline of its case",
    "syndic_file": "stands on the page of its case",
    "syndic_batch_item": "stands on the page of what it is part of",
    "aml_evidence": "stands in the file of its contact",
    "aml_party": "stands on the page of its deal",
    "aml_matter_decision": "stands on the page of its profile or deal",
    "aml_block": "since when something is blocked stands on its own page",
    "aml_hold": "stands in the officer’s worklist and in the timeline of what is held",
    "aml_fiu_file": "handed out on the page of its report",
    "aml_officer_act": "stands in the timeline that officers read",
    "aml_notification_act": "stands in the timeline of its notification",
    "aml_attendance": "stands on the page of its training",
    "aml_relation_end": "stands on the page of its contact",
    "aml_calendar_feed": "its holder sees it beside the calendar of reviews",
    "aml_annual_record": "opened from the figures of its report",
    "aml_staged": "entries of a file that is being read; gone when its load has ended",
    "case_answer": "stands on the record of its case",
    "ab_user": "its screen reads the overview, the office's alone; the table is read before anybody is known",
    "account_card": "its holder sees it on “my digital keys”, the helpdesk on the record of its account",
    "account_challenge": "holds hashes only, for five minutes",
    "account_shown_card": "encrypted, for half an hour, until its holder says what next",
    "account_register_delivery": "when a register came last stands on “my accreditations”; the import tells"
    " the rest",
    "account_federal_token": "its holder sees on “my digital keys” that it stands",
    "account_federal_token_code": "holds hashes of codes only",
    "account_federated_session": "holds hashes of what providers call our sessions",
    "account_session": "holds hashes of tokens only; nobody looks into another's browser",
    "account_one_time_link": "holds hashes of links only",
    "account_code": "holds hashes of codes only",
    "account_address_change": "its holder sees on “my account” which address waits",
    "account_profile": "stands on the record of its account",
    "account_authenticator": "its holder sees on “my digital keys” whether it is set up; the secret is nobody's",
    "account_recovery_code": "holds hashes of codes only",
    "organisation_business": "whoever adds an organisation finds it there by number or name",
    "organisation_business_unit": "stands with its enterprise where an organisation or a branch is added",
    "organisation_business_name": "stands with its enterprise where an organisation is added",
    "organisation_business_address": "stands with its enterprise where an organisation is added",
    "organisation_business_word": "what a code of the register means; stands with its enterprise",
    "organisation_default_context": "its holder sees the star where he chooses for whom he acts",
    "event_payload": "personal values of events, erasable; never listed",
    "document_series": "the last number of each series; the issued documents themselves show it",
    "event_waiting": "the sealing job's list of what to seal",
    "event_seal": "verified from the command line",
    "mail_try": "tries stand on the record of their letter",
    "list_act": "the rows stand on the page that asks before it acts; the audit trail holds the act",
    "list_default": "which view opens first is told on the view",
    "import_chunk": "rows of a file on its way in, encrypted; shown on the pages of their import",
    "import_mapping": "how columns were chosen last time; proposed when a file with such heads comes again",
    "import_row": "what came of each row stands on the record of its import",
    "job_tick": "the clock's notes of what it started when; the log tells",
    "rights_signing_key": "private keys, which nobody looks at; the public ones stand at /oidc/jwks",
    "rights_tool_grant": "each is an event in the audit trail; its holder sees on “my tools” when he last entered",
    "rights_tool_token": "holds hashes of codes and tokens only",
    "rights_integration_token": "stands on the record of its integration; only its hash is kept",
    "rights_api_answer": "answers that integrations may ask for again, encrypted, for a day",
    "rights_tool_registration": "whether a tool is registered stands on “my tools” of its organisation",
    "rights_access": "set and read on the page that says who uses a tool",
    "rights_branch_closure": "set and read on the page of the tools of a branch",
    "rights_tool_use": "its holder sees on “my tools” when he last entered a tool",
    "rights_invited_access": "what was meant for whoever is invited stands on the page of the member",
    "organisation_placement": "who is in a branch stands on its record, and on that of the member",
    "rights_digest": "until when an organisation's acts on many rights were told; the letters show it",
    "rights_ending_told": "what was announced already; the letters and the trail show it",
    "organisation_representative": "told by the register of enterprises; shown by name on “who administers?”",
    "rights_campaign_line": "what was said of each right stands on the record of its campaign",
    "rights_merger_line": "what became of each relation and right stands in the report of its merger",
    "rights_package_line": "the rights of a package stand on its record",
    "rights_period": "earlier periods stand on the record of their right",
    "wallet_limit": "set and read on the page of the limits of its organisation",
    "wallet_invoice_file": "an invoice's file and its fingerprint stand on the page of the invoice",
    "wallet_invoice_paper": "the PDF of an invoice is handed out on its page",
    "wallet_invoice_part": "how far a month is stands on the page of the month",
    "wallet_invoice_run": "how far a month is stands on the page of the month",
    "wallet_invoice_series": "the last number of each series; the numbers stand on the invoices",
    "wallet_invoicing": "set and read on the page of the invoicing details of its organisation",
    "wallet_day": "sums of whole days; what they are summed from stands in the trial balance",
    "wallet_vat_return": "what was declared stands on the page of its month, for finance",
    "bank_known_account": "from which accounts was paid before, encrypted; proposed at the desk of payments",
    "rights_tool_owner": "pairs of tool and person; stands on the record of the tool",
}
# The framework's own are empty and unused: roles come from views/menu.py.
FRAMEWORK = "ab_"


def test_every_table_has_a_generated_screen_or_a_reason() -> None:
    shown = {screen.datamodel.obj.__tablename__ for screen in SCREENS if issubclass(screen, Register)}
    ours = {name for name in Base.metadata.tables if not name.startswith(FRAMEWORK) or name == "ab_user"}
    assert ours - shown - set(WITHOUT_SCREEN) == set(), "a table nobody can see"
    assert set(WITHOUT_SCREEN) - ours == set(), "a reason for a table that is gone"
    assert set(WITHOUT_SCREEN) & shown == set(), "a reason for a table that has its screen"


def test_every_screen_is_on_the_site_map_and_the_roof() -> None:
    def below(kind: type) -> set[type]:
        beneath: list[type] = kind.__subclasses__()
        return {kind}.union(*(below(one) for one in beneath))

    made = {
        screen
        for screen in below(Register)
        if screen.__module__.startswith("views.") and "datamodel" in vars(screen)
    }
    assert made - set(SCREENS) == set()


def test_no_file_is_too_long_to_read() -> None:
    found = [ROOT / "run.py", ROOT / "config.py"]
    for room in ROOMS:
        found += [path for path in (ROOT / room).rglob("*") if path.suffix in KINDS]
    long = {
        str(path.relative_to(ROOT)): lines
        for path in found
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST
    }
    assert [name for name in long if not name.startswith("models/migrations/0")] == []
    assert len(found) > 100
