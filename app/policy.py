"""Who may do what: permission → roles, and the predicates over one row. Pure, on one page.

A role of an organisation (member, manager, local administrator) counts only in the organisation one acts for; that
of staff (helpdesk, finance, counter, central) everywhere. Which screen a role may open stands in `views/menu.py`;
which row it may touch stands here, and `visible_to()` in each domain's queries says the same of sets.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from app.errors import Forbidden


class Role(StrEnum):
    """What somebody is, at this moment, in the context he acts in."""

    PERSON = "person"
    MEMBER = "member"
    LOCAL_ADMINISTRATOR = "local_administrator"
    MANAGER = "manager"
    AML_MEMBER = "aml_member"
    AML_OFFICER = "aml_officer"
    APPLICATION_OWNER = "application_owner"
    HELPDESK = "helpdesk"
    FINANCE = "finance"
    COUNTER = "counter"
    CENTRAL = "central"


STAFF = frozenset({Role.HELPDESK, Role.FINANCE, Role.COUNTER, Role.CENTRAL})


class Permission(StrEnum):
    """What a service or a screen asks before it acts."""

    PERSON_FIND = "person.find"
    PERSON_SEE = "person.see"
    NUMBER_UNMASK = "person.number.unmask"
    PERSON_CORRECT = "person.correct"
    RELATION_SEE = "relation.see"
    RELATION_ADD = "relation.add"
    RELATION_CHANGE = "relation.change"
    RIGHT_SEE = "right.see"
    RIGHT_GRANT = "right.grant"
    RIGHT_REVOKE = "right.revoke"
    RIGHT_ASK = "right.ask"
    PACKAGE_KEEP = "package.keep"
    ORGANISATION_SEE = "organisation.see"
    ORGANISATION_JOIN = "organisation.join"
    ORGANISATION_CHANGE = "organisation.change"
    MEMBER_SEE = "member.see"
    MEMBER_CHANGE = "member.change"
    MEMBER_ADMIT = "member.admit"
    TOOL_SEE = "tool.see"
    TOOL_CHANGE = "tool.change"
    TOOL_REGISTER = "tool.register"
    KIND_KEEP = "kind.keep"
    EVENT_SEE = "event.see"
    PERSON_ERASE = "person.erase"
    ACCOUNT_SEE = "account.see"
    CODE_SEND_AGAIN = "code.send_again"
    ACCOUNT_VIEW = "account.view"
    KEY_UNLINK = "key.unlink"
    AUTHORITY_ADD = "authority.add"
    REGISTER_DELIVER = "register.deliver"
    TOKEN_ISSUE = "token.issue"  # noqa: S105 - a name
    JOB_SEE = "job.see"
    IMPORT_SEE = "import.see"
    IMPORT_MAKE = "import.make"
    CASE_ANSWER = "case.answer"
    INCIDENT_SEE = "incident.see"
    MAIL_SEE = "mail.see"
    MAIL_SEND_AGAIN = "mail.send_again"
    DOCUMENT_SEE = "document.see"
    DOCUMENT_ADD = "document.add"
    DOCUMENT_REMOVE = "document.remove"
    DOCUMENT_ISSUE = "document.issue"
    WORK_ASK = "work.ask"
    JOB_CHANGE = "job.change"
    REGISTRATION_MAKE = "registration.make"
    REGISTRATION_SEE = "registration.see"
    REGISTRATION_DECIDE = "registration.decide"
    GOVERNMENT_MERGE = "government.merge"
    WALLET_SEE = "wallet.see"
    WALLET_SET = "wallet.set"
    TOP_UP_ASK = "top_up.ask"
    CHARGE_REVERSE = "charge.reverse"
    PAYMENT_LOOK = "payment.look"
    BANK_IMPORT = "bank.import"
    BANK_DECIDE = "bank.decide"
    INVOICE_MAKE = "invoice.make"
    INVOICE_CREDIT = "invoice.credit"
    INVOICE_SEND = "invoice.send"
    BOOKS_SEE = "books.see"
    BOOKS_EXPORT = "books.export"
    VAT_DECLARE = "vat.declare"
    LIST_SEE = "list.see"
    LIST_LOAD = "list.load"
    CONTACT_SEE = "contact.see"
    CONTACT_CHANGE = "contact.change"
    HIT_DECIDE = "hit.decide"
    CONTACT_DECIDE = "contact.decide"
    STOP_DECIDE = "stop.decide"
    OFFICER_NOTIFY = "officer.notify"
    NOTIFICATION_DECIDE = "notification.decide"
    DEAL_SEE = "deal.see"
    DEAL_CHANGE = "deal.change"
    DEAL_DECIDE = "deal.decide"
    MATTER_DECIDE = "matter.decide"
    MATTER_HOLD = "matter.hold"
    FIU_SEE = "fiu.see"
    FIU_REPORT = "fiu.report"
    SUBSCRIPTION_BUY = "subscription.buy"
    OFFICER_BECOME = "officer.become"
    OFFICER_NAME = "officer.name"
    DEPUTY_NAME = "deputy.name"
    REPORT_CODES_KEEP = "report_codes.keep"
    REVIEW_SEE = "review.see"
    REVIEW_TERMS_KEEP = "review_terms.keep"
    REGISTER_SEE = "register.see"
    REGISTER_KEEP = "register.keep"
    POLICY_KEEP = "policy.keep"
    ATYPICAL_KEEP = "atypical.keep"
    RELATION_CLOSE = "relation.close"
    FILES_HAND_OVER = "files.hand_over"
    CONTACT_IMPORT = "contact.import"
    DELETION_SEE = "deletion.see"
    ANNUAL_KEEP = "annual.keep"
    PACK_MAKE = "pack.make"
    MANDATE_SEE = "mandate.see"
    MANDATE_CASE_MAKE = "mandate_case.make"
    MANDATE_CASE_SEE = "mandate_case.see"
    MANDATE_CASE_TREAT = "mandate_case.treat"
    FEE_KEEP = "fee.keep"
    PORTFOLIO_KEEP = "portfolio.keep"
    RULES_SEE = "rules.see"
    RULES_KEEP = "rules.keep"


_ADMINISTRATION = frozenset({Role.LOCAL_ADMINISTRATOR})
_MANAGEMENT = frozenset({Role.MANAGER})
_MEMBERS = frozenset({Role.MEMBER})
_AML = frozenset({Role.AML_MEMBER, Role.AML_OFFICER})
_WHO: dict[Permission, frozenset[Role]] = {
    Permission.PERSON_FIND: _ADMINISTRATION | {Role.HELPDESK, Role.CENTRAL},
    Permission.PERSON_SEE: _ADMINISTRATION | {Role.HELPDESK, Role.CENTRAL},
    Permission.NUMBER_UNMASK: _ADMINISTRATION | {Role.CENTRAL},
    Permission.PERSON_CORRECT: _ADMINISTRATION,
    Permission.RELATION_SEE: _ADMINISTRATION | {Role.HELPDESK, Role.CENTRAL},
    Permission.RELATION_ADD: _ADMINISTRATION,
    Permission.RELATION_CHANGE: _ADMINISTRATION,
    Permission.RIGHT_SEE: _ADMINISTRATION | {Role.HELPDESK, Role.CENTRAL},
    Permission.RIGHT_GRANT: _ADMINISTRATION,
    Permission.RIGHT_REVOKE: _ADMINISTRATION,
    Permission.PACKAGE_KEEP: _ADMINISTRATION,
    Permission.RIGHT_ASK: frozenset({Role.PERSON}),
    Permission.ORGANISATION_SEE: _ADMINISTRATION | STAFF,
    Permission.ORGANISATION_JOIN: frozenset({Role.PERSON}),
    Permission.ORGANISATION_CHANGE: _MANAGEMENT,
    Permission.MEMBER_SEE: _MANAGEMENT | {Role.HELPDESK, Role.CENTRAL},
    Permission.MEMBER_CHANGE: _MANAGEMENT,
    Permission.MEMBER_ADMIT: frozenset({Role.CENTRAL}),
    Permission.TOOL_SEE: frozenset(Role),
    Permission.TOOL_CHANGE: frozenset({Role.CENTRAL}),
    Permission.TOOL_REGISTER: _MANAGEMENT,
    Permission.KIND_KEEP: frozenset({Role.APPLICATION_OWNER, Role.CENTRAL}),
    Permission.EVENT_SEE: _ADMINISTRATION | {Role.CENTRAL},
    Permission.PERSON_ERASE: frozenset({Role.CENTRAL}),
    Permission.ACCOUNT_SEE: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.ACCOUNT_VIEW: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.KEY_UNLINK: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.AUTHORITY_ADD: frozenset({Role.CENTRAL}),
    Permission.REGISTER_DELIVER: frozenset({Role.CENTRAL}),
    Permission.TOKEN_ISSUE: frozenset({Role.CENTRAL}),
    Permission.CODE_SEND_AGAIN: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.JOB_SEE: frozenset({Role.CENTRAL}),
    Permission.IMPORT_SEE: _ADMINISTRATION | _MEMBERS | _AML | {Role.HELPDESK, Role.CENTRAL},
    Permission.IMPORT_MAKE: _ADMINISTRATION | _MEMBERS | _AML | {Role.CENTRAL},
    Permission.CASE_ANSWER: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.INCIDENT_SEE: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.MAIL_SEE: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.MAIL_SEND_AGAIN: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.DOCUMENT_SEE: _ADMINISTRATION | {Role.CENTRAL},
    Permission.DOCUMENT_ADD: _ADMINISTRATION,
    Permission.DOCUMENT_REMOVE: _ADMINISTRATION,
    Permission.DOCUMENT_ISSUE: _ADMINISTRATION,
    Permission.WORK_ASK: _ADMINISTRATION | _MANAGEMENT | _MEMBERS | STAFF,
    Permission.JOB_CHANGE: frozenset({Role.CENTRAL}),
    Permission.REGISTRATION_MAKE: frozenset({Role.PERSON}),
    Permission.REGISTRATION_SEE: frozenset({Role.HELPDESK, Role.CENTRAL}),
    Permission.REGISTRATION_DECIDE: frozenset({Role.CENTRAL}),
    Permission.GOVERNMENT_MERGE: frozenset({Role.CENTRAL}),
    Permission.WALLET_SEE: _MEMBERS | {Role.FINANCE, Role.HELPDESK, Role.CENTRAL},
    Permission.WALLET_SET: _MANAGEMENT,
    Permission.TOP_UP_ASK: _MEMBERS,
    Permission.CHARGE_REVERSE: frozenset({Role.FINANCE}),
    Permission.PAYMENT_LOOK: frozenset({Role.FINANCE}),
    Permission.BANK_IMPORT: frozenset({Role.FINANCE}),
    Permission.BANK_DECIDE: frozenset({Role.FINANCE}),
    Permission.INVOICE_MAKE: frozenset({Role.FINANCE}),
    Permission.INVOICE_CREDIT: frozenset({Role.FINANCE}),
    Permission.INVOICE_SEND: frozenset({Role.FINANCE}),
    Permission.BOOKS_SEE: frozenset({Role.FINANCE, Role.CENTRAL}),
    Permission.BOOKS_EXPORT: frozenset({Role.FINANCE}),
    Permission.VAT_DECLARE: frozenset({Role.FINANCE}),
    Permission.LIST_SEE: _AML | {Role.CENTRAL},
    Permission.LIST_LOAD: frozenset({Role.CENTRAL}),
    Permission.CONTACT_SEE: _AML,
    Permission.CONTACT_CHANGE: _AML,
    Permission.HIT_DECIDE: _AML,
    Permission.CONTACT_DECIDE: _AML,
    Permission.STOP_DECIDE: frozenset({Role.AML_OFFICER}),
    Permission.OFFICER_NOTIFY: _AML,
    Permission.NOTIFICATION_DECIDE: frozenset({Role.AML_OFFICER}),
    Permission.DEAL_SEE: _AML,
    Permission.DEAL_CHANGE: _AML,
    Permission.DEAL_DECIDE: _AML,
    Permission.MATTER_DECIDE: frozenset({Role.AML_OFFICER}),
    Permission.MATTER_HOLD: frozenset({Role.AML_OFFICER}),
    Permission.FIU_SEE: frozenset({Role.AML_OFFICER}),
    Permission.FIU_REPORT: frozenset({Role.AML_OFFICER}),
    Permission.SUBSCRIPTION_BUY: _AML,
    Permission.OFFICER_BECOME: _AML | _MANAGEMENT,
    Permission.OFFICER_NAME: _MANAGEMENT,
    Permission.DEPUTY_NAME: _MANAGEMENT | {Role.AML_OFFICER},
    Permission.REPORT_CODES_KEEP: frozenset({Role.CENTRAL}),
    Permission.REVIEW_SEE: _AML,
    Permission.REVIEW_TERMS_KEEP: frozenset({Role.CENTRAL}),
    Permission.REGISTER_SEE: _AML,
    Permission.REGISTER_KEEP: _AML,
    Permission.POLICY_KEEP: frozenset({Role.AML_OFFICER}),
    Permission.ATYPICAL_KEEP: frozenset({Role.AML_OFFICER}),
    Permission.RELATION_CLOSE: _AML,
    Permission.FILES_HAND_OVER: _MANAGEMENT | {Role.AML_OFFICER},
    Permission.CONTACT_IMPORT: _AML,
    Permission.DELETION_SEE: frozenset({Role.AML_OFFICER}),
    Permission.ANNUAL_KEEP: frozenset({Role.AML_OFFICER}),
    Permission.PACK_MAKE: frozenset({Role.AML_OFFICER}),
    Permission.MANDATE_SEE: frozenset({Role.PERSON}),
    Permission.MANDATE_CASE_MAKE: frozenset({Role.PERSON}),
    Permission.MANDATE_CASE_SEE: frozenset({Role.COUNTER, Role.HELPDESK, Role.CENTRAL}),
    Permission.MANDATE_CASE_TREAT: frozenset({Role.COUNTER}),
    Permission.FEE_KEEP: frozenset({Role.COUNTER}),
    Permission.PORTFOLIO_KEEP: _MEMBERS,
    Permission.RULES_SEE: _AML | {Role.CENTRAL},
    Permission.RULES_KEEP: frozenset({Role.CENTRAL}),
}
_OF_AN_ORGANISATION = _ADMINISTRATION | _MANAGEMENT | _MEMBERS | _AML
# A local administrator signs in with a key of level high; everything he does asks for it.
_HIGH_KEY = frozenset({Role.LOCAL_ADMINISTRATOR})


@dataclass(frozen=True)
class Identity:
    """Who acts: the account behind the session, the roles it has now, the organisation it acts for."""

    account_id: int
    person_id: int | None
    roles: frozenset[Role]
    organisation_id: int | None = None
    key_level: str = "none"
    authority_right_id: int | None = None
    session_reference: str = ""
    address: str = ""
    language: str = "nl"
    by_law: bool = False
    name: str = field(default="", compare=False)
    organisation_name: str = field(default="", compare=False)

    @property
    def is_staff(self) -> bool:
        return bool(self.roles & STAFF)


class OrganisationRow(Protocol):
    """Any row that belongs to an organisation."""

    @property
    def organisation_id(self) -> int: ...


def may(identity: Identity, permission: Permission, subject: OrganisationRow | None = None) -> bool:
    """Whether this identity may, in general (no subject) or to this row."""
    return any(_lets(role, identity, subject) for role in identity.roles & _WHO[permission])


def _lets(role: Role, identity: Identity, subject: OrganisationRow | None) -> bool:
    if role in _HIGH_KEY and identity.key_level != "high":
        return False
    if role in STAFF or subject is None:
        return True
    if role in _OF_AN_ORGANISATION:
        return subject.organisation_id == identity.organisation_id
    return False


def require(identity: Identity, permission: Permission, subject: OrganisationRow | None = None) -> None:
    """Raises Forbidden unless `may`."""
    if not may(identity, permission, subject):
        raise Forbidden(permission)
