"""Names of jobs."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l

# By the name the clock's room knows them by; a house test watches over it.
JOBS: dict[str, Any] = {
    "seal_events": _l("Seal the audit trail"),
    "anchor_events": _l("Anchor the audit trail outside"),
    "forget_attempts": _l("Forget old sign-in attempts"),
    "forget_sign_ups": _l("Forget accounts that were never activated"),
    "send_sign_up_code": _l("Mail the code of a new account"),
    "send_address_code": _l("Mail the code of a new address"),
    "send_return_code": _l("Mail the code to come back to an account"),
    "send_reset_link": _l("Mail the link to a new password"),
    "send_invitation": _l("Mail an invitation to an organisation"),
    "rescue": _l("Rescue the jobs of workers that died"),
    "forget_jobs": _l("Forget old jobs"),
    "forget_imports": _l("Empty imports that are over"),
    "ask_grants_again": _l("Ask again who may use tools"),
    "tell_tool_it_ended": _l("Tell a tool that a session is over"),
    "rotate_signing_keys": _l("Let the keys we sign with take turns"),
    "forget_grants": _l("Forget who signed in to which tool"),
    "forget_answers": _l("Forget what integrations were answered"),
    "read_bank_files": _l("Read the bank’s files"),
    "forget_payers": _l("Forget who paid long ago"),
    "forget_incidents": _l("Forget old references"),
    "forget_documents": _l("Remove documents whose time is over"),
    "notify": _l("Write the mails about an event"),
    "send_letter": _l("Send a mail"),
    "look_after_letters": _l("Look after mails whose job got lost"),
    "forget_letters": _l("Remove the text of old mails"),
    "announce_endings": _l("Tell people that their rights end soon"),
    "tell_of_the_day": _l("Tell people what was done to many rights today"),
    "look_after_campaigns": _l("Look after the confirmation of rights"),
    "read_representatives": _l("Read who represents enterprises by law"),
    "read_business_register": _l("Read the business register"),
    "ask_payment": _l("Ask what became of a payment"),
    "ask_open_payments": _l("Ask what became of payments"),
    "hand_over_invoices": _l("Hand documents over to the Peppol network"),
    "mail_invoices": _l("Mail documents that were issued"),
    "check_ledger": _l("Check that the ledger adds up"),
    "keep_day_sums": _l("Keep the sums of days that are over"),
    "invoice_month": _l("Invoice the month that is over"),
    "invoice_left": _l("Invoice who couldn't be invoiced before"),
    "list_invoices": _l("List who is to be invoiced"),
    "issue_invoices": _l("Issue invoices"),
    "issue_left": _l("Issue the invoices that an organisation has left"),
    "fetch_lists": _l("Fetch the sanctions lists"),
    "read_list": _l("Read a sanctions list"),
    "rescreen": _l("Compare all contacts with what lists changed"),
    "reassess": _l("Assess contacts anew"),
    "forget_files": _l("Delete files after ten years"),
    "do_work": _l("Do long work somebody asked for"),
}
