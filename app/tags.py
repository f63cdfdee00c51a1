"""What happens, by its tag `domain.thing.past`; of what somebody gets a letter, and what may close a tool."""

from __future__ import annotations

from enum import StrEnum


class Tag(StrEnum):
    """Everything that is ever recorded. A new tag needs a sentence in the three languages."""

    SESSION_STARTED = "accounts.session.started"
    SESSION_ENDED = "accounts.session.ended"
    SESSION_REFUSED = "accounts.session.refused"
    CONTEXT_CHANGED = "accounts.context.changed"
    PASSWORD_SET = "accounts.password.set"  # noqa: S105 - a name
    ACCOUNT_MADE = "accounts.account.made"
    ACCOUNT_ASKED_AGAIN = "accounts.account.asked_again"
    CODE_SENT = "accounts.code.sent"
    CODE_ASKED_AGAIN = "accounts.code.asked_again"
    CODE_SET_UP = "accounts.security_code.set_up"
    CODE_STOPPED = "accounts.security_code.stopped"
    RECOVERY_CODES_RENEWED = "accounts.recovery_codes.renewed"
    RESET_ASKED = "accounts.reset.asked"
    ADDRESS_ASKED = "accounts.address.asked"
    ADDRESS_CHANGED = "accounts.address.changed"
    ADDRESS_WITHDRAWN = "accounts.address.withdrawn"
    CARD_LINKED = "accounts.card.linked"
    CARD_UNLINKED = "accounts.card.unlinked"
    TOKEN_ISSUED = "accounts.federal_token.issued"  # noqa: S105 - a name
    TOKEN_BLOCKED = "accounts.federal_token.blocked"  # noqa: S105 - a name
    TOKEN_TAKEN_BACK = "accounts.federal_token.taken_back"  # noqa: S105 - a name
    AUTHORITIES_ADDED = "accounts.authorities.added"
    DETAILS_CHANGED = "accounts.details.changed"
    ACCOUNT_RESTED = "accounts.account.rested"
    ACCOUNT_RETURNED = "accounts.account.returned"
    ACCOUNT_VIEWED = "accounts.account.viewed"
    ACCOUNT_DELETED = "accounts.account.deleted"
    DATA_EXPORTED = "accounts.data.exported"
    PERSON_ADDED = "accounts.person.added"
    PERSON_LOOKED_UP = "accounts.person.looked_up"
    PERSON_ALIGNED = "accounts.person.aligned"
    PERSON_CORRECTED = "accounts.person.corrected"
    PERSON_ERASED = "accounts.person.erased"
    NUMBER_SHOWN = "accounts.number.shown"
    ORGANISATION_ADDED = "organisations.organisation.added"
    RELATION_ADDED = "organisations.relation.added"
    RELATION_CHANGED = "organisations.relation.changed"
    RELATION_ENDED = "organisations.relation.ended"
    RELATIONS_ADDED = "organisations.relations.added"
    RELATIONS_ENDED = "organisations.relations.ended"
    ORGANISATION_CHANGED = "organisations.organisation.changed"
    MEMBER_ASKED = "organisations.member.asked"
    MEMBER_WITHDREW = "organisations.member.withdrew"
    MEMBER_CONFIRMED = "organisations.member.confirmed"
    MEMBER_REFUSED = "organisations.member.refused"
    MEMBER_CHANGED = "organisations.member.changed"
    MEMBER_ENDED = "organisations.member.ended"
    MEMBER_PLACED = "organisations.member.placed"
    BRANCH_OPENED = "organisations.branch.opened"
    BRANCH_CHANGED = "organisations.branch.changed"
    BRANCH_CLOSED = "organisations.branch.closed"
    MANAGER_NAMED = "organisations.manager.named"
    MANAGER_DISMISSED = "organisations.manager.dismissed"
    INVITATION_SENT = "organisations.invitation.sent"
    TAKEOVER_ASKED = "organisations.takeover.asked"
    TAKEOVER_DONE = "organisations.takeover.done"
    TAKEOVER_DECLINED = "organisations.takeover.declined"
    INVITATION_MADE = "organisations.invitation.made"
    INVITATION_ACCEPTED = "organisations.invitation.accepted"
    INVITATION_WITHDRAWN = "organisations.invitation.withdrawn"
    BUSINESSES_DELIVERED = "organisations.businesses.delivered"
    BUSINESSES_REFUSED = "organisations.businesses.refused"
    REPRESENTATIVE_TOLD = "organisations.representative.told"
    IMPORT_RECEIVED = "imports.file.received"
    IMPORT_CHECKED = "imports.file.checked"
    IMPORT_APPLIED = "imports.file.applied"
    IMPORT_UNDONE = "imports.file.undone"
    IMPORT_ROWS_TAKEN = "imports.file.rows_taken"
    IMPORT_DROPPED = "imports.file.dropped"
    TOOL_CHANGED = "rights.tool.changed"
    TOOL_ENTERED = "rights.tool.entered"
    TOOL_REGISTERED = "rights.tool.registered"
    TOOL_UNREGISTERED = "rights.tool.unregistered"
    ACCESS_SET = "rights.access.set"
    BRANCH_TOOLS_SET = "rights.branch.tools_set"
    CLIENT_REGISTERED = "rights.client.registered"
    CLIENT_CHANGED = "rights.client.changed"
    INTEGRATION_MADE = "rights.integration.made"
    INTEGRATION_CHANGED = "rights.integration.changed"
    INTEGRATION_TOKEN_MADE = "rights.integration.token_made"  # noqa: S105 - a name
    INTEGRATION_TOKEN_REVOKED = "rights.integration.token_revoked"  # noqa: S105 - a name
    GRANT_MADE = "rights.grant.made"
    GRANT_ENDED = "rights.grant.ended"
    OWNER_APPOINTED = "rights.owner.appointed"
    OWNER_DISMISSED = "rights.owner.dismissed"
    KIND_CHANGED = "rights.kind.changed"
    RIGHT_GRANTED = "rights.right.granted"
    RIGHT_CHANGED = "rights.right.changed"
    RIGHT_REVOKED = "rights.right.revoked"
    RIGHTS_EXTENDED = "rights.rights.extended"
    RIGHTS_GRANTED = "rights.rights.granted"
    RIGHTS_REVOKED = "rights.rights.revoked"
    REGISTRATION_HANDED_IN = "rights.registration.handed_in"
    REGISTRATION_APPROVED = "rights.registration.approved"
    REGISTRATION_DECLINED = "rights.registration.declined"
    REGISTRATION_DROPPED = "rights.registration.dropped"
    CAMPAIGN_STARTED = "rights.campaign.started"
    CAMPAIGN_KEPT = "rights.campaign.kept"
    CAMPAIGN_REMINDED = "rights.campaign.reminded"
    CAMPAIGN_CLOSED = "rights.campaign.closed"
    PACKAGE_CHANGED = "rights.package.changed"
    PACKAGE_REMOVED = "rights.package.removed"
    REQUEST_MADE = "rights.request.made"
    REQUEST_GRANTED = "rights.request.granted"
    REQUEST_DECLINED = "rights.request.declined"
    REQUEST_DROPPED = "rights.request.dropped"
    GOVERNMENT_MERGED = "rights.government.merged"
    GOVERNMENT_JOINED = "rights.government.joined"
    RELATIONS_LEFT = "rights.relations.left"
    RELATIONS_CAME = "rights.relations.came"
    RIGHTS_LEFT = "rights.rights.left"
    RIGHTS_CAME = "rights.rights.came"
    RIGHTS_ENDING = "rights.rights.ending"
    RIGHTS_TOLD = "rights.rights.told"
    ADMINISTRATION_ENDING = "rights.administration.ending"
    INVOICE_ISSUED = "wallet.invoice.issued"
    DELIVERY_MADE = "wallet.delivery.made"
    DELIVERY_FAILED = "wallet.delivery.failed"
    DELIVERY_ASKED_AGAIN = "wallet.delivery.asked_again"
    INVOICES_ASKED = "wallet.invoices.asked"
    INVOICING_SET = "wallet.invoicing.set"
    LIST_EXPORTED = "lists.list.exported"
    VIEW_SAVED = "lists.view.saved"
    VIEW_CHANGED = "lists.view.changed"
    VIEW_DELETED = "lists.view.deleted"
    DOCUMENT_UPLOADED = "documents.document.uploaded"
    DOCUMENT_REMOVED = "documents.document.removed"
    DOCUMENT_ISSUED = "documents.document.issued"
    COPY_CHECKED = "documents.copy.checked"
    CASE_OPENED = "cases.case.opened"
    CASE_ANSWERED = "cases.case.answered"
    CASE_CLOSED = "cases.case.closed"
    TRAIL_ANCHORED = "events.trail.anchored"
    JOB_TRIED_AGAIN = "jobs.job.tried_again"
    JOB_GIVEN_UP = "jobs.job.given_up"
    LETTER_SENT_AGAIN = "mail.letter.sent_again"
    TOP_UP_ASKED = "wallet.top_up.asked"
    TOP_UP_PAID = "wallet.top_up.paid"
    TOP_UP_ENDED = "wallet.top_up.ended"
    MONEY_TAKEN_BACK = "wallet.money.taken_back"
    MONEY_GIVEN_BACK = "wallet.money.given_back"
    PAYMENT_DOUBTED = "wallet.payment.doubted"
    CHARGE_MADE = "wallet.charge.made"
    CHARGE_REVERSED = "wallet.charge.reversed"
    BALANCE_LOW = "wallet.balance.low"
    LIMIT_SET = "wallet.limit.set"
    THRESHOLD_SET = "wallet.threshold.set"
    BANK_FILE_IMPORTED = "wallet.bank_file.imported"
    BANK_ENTRY_ASSIGNED = "wallet.bank_entry.assigned"
    BANK_ENTRY_RETURNED = "wallet.bank_entry.returned"
    BANK_ENTRY_SETTLED = "wallet.bank_entry.settled"
    VAT_DECLARED = "wallet.vat.declared"
    LIST_ASKED = "aml.list.asked"
    LIST_HELD = "aml.list.held"
    LIST_LOADED = "aml.list.loaded"
    LIST_REFUSED = "aml.list.refused"
    LIST_DECIDED = "aml.list.decided"
    CONTACT_ADDED = "aml.contact.added"
    CONTACTS_BROUGHT_IN = "aml.contacts.brought_in"
    CONTACTS_TAKEN_BACK = "aml.contacts.taken_back"
    CONTACT_CHANGED = "aml.contact.changed"
    CONTACT_PAGE_SAVED = "aml.contact.page_saved"
    CONTACT_ANSWERED = "aml.contact.answered"
    CONTACT_COPIED = "aml.contact.version_begun"
    CONTACT_DROPPED = "aml.contact.version_dropped"
    CONTACT_ACCEPTED = "aml.contact.accepted"
    CONTACT_ACCEPTED_IN_SPITE = "aml.contact.accepted_in_spite"
    CONTACT_REFUSED = "aml.contact.refused"
    EVIDENCE_ADDED = "aml.evidence.added"
    EVIDENCE_REMOVED = "aml.evidence.removed"
    RULES_CHANGED = "aml.rules.changed"
    RULES_DROPPED = "aml.rules.dropped"
    RULES_TRIED = "aml.rules.tried"
    RULES_PUBLISHED = "aml.rules.published"
    COUNTRIES_LOADED = "aml.countries.loaded"
    HIT_CLEARED = "aml.hit.cleared"
    HIT_CONFIRMED = "aml.hit.confirmed"
    HIT_OPENED_AGAIN = "aml.hit.opened_again"
    HITS_FOUND = "aml.hits.found"
    NAME_TRIED = "aml.name.tried"
    NOTIFICATION_SENT = "aml.notification.sent"
    NOTIFICATION_ASKED_BACK = "aml.notification.asked_back"
    NOTIFICATION_REPLIED = "aml.notification.replied"
    NOTIFICATION_CLOSED = "aml.notification.closed"
    NOTIFICATION_RAISED = "aml.notification.raised"
    NOTIFICATION_HANDED = "aml.notification.handed"
    NOTIFICATION_DECIDED = "aml.notification.decided"
    PROFILE_BEGUN = "aml.profile.begun"
    PROFILE_ANSWERED = "aml.profile.answered"
    PROFILE_ASSESSED = "aml.profile.assessed"
    PROFILE_ACCEPTED = "aml.profile.accepted"
    PROFILE_REFUSED = "aml.profile.refused"
    PROFILE_DROPPED = "aml.profile.dropped"
    DEAL_BEGUN = "aml.deal.begun"
    DEAL_PAGE_SAVED = "aml.deal.page_saved"
    DEAL_ANSWERED = "aml.deal.answered"
    DEAL_PAID = "aml.deal.paid"
    DEAL_PAYMENT_RETURNED = "aml.deal.payment_returned"
    DEAL_ASSESSED = "aml.deal.assessed"
    DEAL_ACCEPTED = "aml.deal.accepted"
    DEAL_REFUSED = "aml.deal.refused"
    DEAL_DROPPED = "aml.deal.dropped"
    PARTY_ADDED = "aml.party.added"
    PARTY_REMOVED = "aml.party.removed"
    SUBSCRIPTION_BOUGHT = "aml.subscription.bought"
    BLOCK_BEGUN = "aml.block.begun"
    BLOCK_ENDED = "aml.block.ended"
    OFFICER_ASKED = "aml.officer.asked"
    OFFICER_NAMED = "aml.officer.named"
    OFFICER_DECLINED = "aml.officer.declined"
    OFFICER_ENDED = "aml.officer.ended"
    DEPUTY_NAMED = "aml.deputy.named"
    DEPUTY_ENDED = "aml.deputy.ended"
    REPORT_CODES_LOADED = "aml.report_codes.loaded"
    REVIEW_TERMS_SET = "aml.review.terms_set"
    REVIEWS_TOLD = "aml.reviews.told"
    CALENDAR_OPENED = "aml.calendar.opened"
    CALENDAR_CLOSED = "aml.calendar.closed"
    POLICY_ADDED = "aml.policy.added"
    POLICY_ENDED = "aml.policy.ended"
    TRAINING_ADDED = "aml.training.added"
    TRAINING_WITHDRAWN = "aml.training.withdrawn"
    CASH_NOTED = "aml.cash_breach.noted"
    CASH_WITHDRAWN = "aml.cash_breach.withdrawn"
    DISCREPANCY_NOTED = "aml.discrepancy.noted"
    DISCREPANCY_REPORTED = "aml.discrepancy.reported"
    DISCREPANCY_SETTLED = "aml.discrepancy.settled"
    DISCREPANCY_WITHDRAWN = "aml.discrepancy.withdrawn"
    DEALINGS_ENDED = "aml.relation.ended"
    DEALINGS_GO_ON = "aml.relation.end_withdrawn"
    DEAL_CLOSED_ON = "aml.deal.closed_on"
    FILES_HANDED_OVER = "aml.files.handed_over"
    FILE_DELETED = "aml.file.deleted"
    # Only an office's AML officers read of these, whoever asks (`OFFICERS_ONLY`).
    MANDATE_CASE_BEGUN = "syndics.case.begun"
    MANDATE_CASE_SAVED = "syndics.case.saved"
    MANDATE_CASE_KEPT = "syndics.case.kept_for_later"
    MANDATE_CASE_ANNOUNCED = "syndics.case.announced"
    MANDATE_CASE_NUMBERED = "syndics.case.numbered"
    MANDATE_CASE_SUBMITTED = "syndics.case.submitted"
    MANDATE_CASE_TAKEN = "syndics.case.taken"
    MANDATE_CASE_ASKED = "syndics.case.asked_back"
    MANDATE_CASE_ANSWERED = "syndics.case.answered"
    MANDATE_CASE_WRITTEN = "syndics.case.written"
    MANDATE_CASE_FILED = "syndics.case.filed"
    MANDATE_CASE_REFUSED = "syndics.case.refused"
    MANDATE_CASE_WITHDRAWN = "syndics.case.withdrawn"
    MANDATE_CASE_DUE = "syndics.case.due"
    CASE_FILE_ADDED = "syndics.file.added"
    CASE_FILE_REMOVED = "syndics.file.removed"
    FEE_SET = "syndics.fee.set"
    FEE_MISSING = "syndics.fee.missing"
    MANDATE_RECORDED = "syndics.mandate.recorded"
    MANDATE_ENDED = "syndics.mandate.ended"
    MANDATE_CHANGED = "syndics.mandate.changed"
    MANDATE_GAVE_WAY = "syndics.mandate.gave_way"
    REPRESENTATIVE_NAMED = "syndics.representative.named"
    REPRESENTATIVE_ENDED = "syndics.representative.ended"
    MANAGEMENT_ENDED = "syndics.management.ended"
    MANDATES_BROUGHT_IN = "syndics.mandates.brought_in"
    MANDATES_TAKEN_BACK = "syndics.mandates.taken_back"
    BATCH_BEGUN = "syndics.batch.begun"
    BATCH_CONFIRMED = "syndics.batch.confirmed"
    BATCH_DONE = "syndics.batch.done"
    HOLD_BEGUN = "fiu.hold.begun"
    HOLD_ENDED = "fiu.hold.ended"
    REPORT_BEGUN = "fiu.report.begun"
    REPORT_CHANGED = "fiu.report.changed"
    REPORT_MADE = "fiu.report.made"
    REPORT_TAKEN = "fiu.report.taken"
    REPORT_SENT = "fiu.report.sent"
    REPORT_ANSWERED = "fiu.report.answered"
    REPORT_ENDED = "fiu.report.ended"
    ATYPICAL_NOTED = "fiu.atypical.noted"
    ATYPICAL_WRITTEN = "fiu.atypical.written"
    ATYPICAL_CONCLUDED = "fiu.atypical.concluded"
    ATYPICAL_DELETED = "fiu.atypical.deleted"
    ANNUAL_BEGUN = "fiu.annual.begun"
    ANNUAL_CHANGED = "fiu.annual.changed"
    ANNUAL_SIGNED = "fiu.annual.signed"
    ANNUAL_TAKEN = "fiu.annual.taken"
    PACK_MADE = "fiu.pack.made"
    ANNUAL_DELETED = "fiu.annual.deleted"
    PACK_DELETED = "fiu.pack.deleted"
    OFFICERS_LIST_EXPORTED = "fiu.list.exported"


# Somebody gets a letter about these; which one, and who, stands in app/notices.py.
NOTICED = frozenset(
    {
        Tag.PASSWORD_SET,
        Tag.CODE_SET_UP,
        Tag.CODE_STOPPED,
        Tag.ADDRESS_ASKED,
        Tag.CARD_LINKED,
        Tag.CARD_UNLINKED,
        Tag.TOKEN_ISSUED,
        Tag.TOKEN_BLOCKED,
        Tag.ACCOUNT_RESTED,
        Tag.ACCOUNT_VIEWED,
        Tag.CASE_OPENED,
        Tag.CASE_ANSWERED,
        Tag.CASE_CLOSED,
        Tag.RIGHT_GRANTED,
        Tag.RIGHT_CHANGED,
        Tag.RIGHT_REVOKED,
        Tag.RIGHTS_ENDING,
        Tag.RIGHTS_TOLD,
        Tag.ADMINISTRATION_ENDING,
        Tag.GOVERNMENT_MERGED,
        Tag.GOVERNMENT_JOINED,
        Tag.MEMBER_ASKED,
        Tag.MEMBER_CONFIRMED,
        Tag.MEMBER_REFUSED,
        Tag.MEMBER_ENDED,
        Tag.MANAGER_NAMED,
        Tag.MANAGER_DISMISSED,
        Tag.REGISTRATION_APPROVED,
        Tag.REGISTRATION_DECLINED,
        Tag.REQUEST_DECLINED,
        Tag.CAMPAIGN_STARTED,
        Tag.CAMPAIGN_REMINDED,
        Tag.CAMPAIGN_CLOSED,
        Tag.TOP_UP_PAID,
        Tag.MONEY_TAKEN_BACK,
        Tag.MONEY_GIVEN_BACK,
        Tag.CHARGE_REVERSED,
        Tag.BALANCE_LOW,
        Tag.HITS_FOUND,
        Tag.CONTACT_ACCEPTED_IN_SPITE,
        Tag.NOTIFICATION_SENT,
        Tag.NOTIFICATION_RAISED,
        Tag.NOTIFICATION_HANDED,
        Tag.NOTIFICATION_ASKED_BACK,
        Tag.NOTIFICATION_REPLIED,
        Tag.NOTIFICATION_CLOSED,
        Tag.NOTIFICATION_DECIDED,
        Tag.FILES_HANDED_OVER,
        Tag.OFFICER_ASKED,
        Tag.OFFICER_NAMED,
        Tag.OFFICER_DECLINED,
        Tag.OFFICER_ENDED,
        Tag.DEPUTY_NAMED,
        Tag.DEPUTY_ENDED,
        Tag.REVIEWS_TOLD,
        Tag.MANDATE_CASE_KEPT,
        Tag.MANDATE_CASE_ANNOUNCED,
        Tag.MANDATE_CASE_NUMBERED,
        Tag.MANDATE_CASE_SUBMITTED,
        Tag.MANDATE_CASE_TAKEN,
        Tag.MANDATE_CASE_ASKED,
        Tag.MANDATE_CASE_ANSWERED,
        Tag.MANDATE_CASE_WRITTEN,
        Tag.MANDATE_CASE_FILED,
        Tag.MANDATE_CASE_REFUSED,
        Tag.MANDATE_CASE_WITHDRAWN,
        Tag.MANDATE_CASE_DUE,
        Tag.FEE_MISSING,
        Tag.MANDATE_GAVE_WAY,
        Tag.MANAGEMENT_ENDED,
        Tag.BATCH_DONE,
    }
)
# Somebody may have lost a way into a tool by these: what tools got is asked for again (app/rights/logging_out.py).
CLOSING = frozenset(
    {
        Tag.PASSWORD_SET,
        Tag.ACCOUNT_RESTED,
        Tag.ACCOUNT_DELETED,
        Tag.PERSON_ERASED,
        Tag.CARD_UNLINKED,
        Tag.RELATION_CHANGED,
        Tag.RELATION_ENDED,
        Tag.RELATIONS_ENDED,
        Tag.MEMBER_ENDED,
        Tag.MANAGEMENT_ENDED,
        Tag.MEMBER_PLACED,
        Tag.IMPORT_APPLIED,
        Tag.TOOL_CHANGED,
        Tag.TOOL_UNREGISTERED,
        Tag.ACCESS_SET,
        Tag.BRANCH_TOOLS_SET,
        Tag.CLIENT_CHANGED,
        Tag.RIGHT_CHANGED,
        Tag.RIGHT_REVOKED,
        Tag.RIGHTS_REVOKED,
        Tag.GOVERNMENT_MERGED,
    }
)
OFFICERS_ONLY = "fiu."
"""How tags begin of which nobody reads but an office's AML officers."""
