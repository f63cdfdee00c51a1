"""Who may do what: every permission against every role, and whose rows."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from app.errors import Forbidden
from app.policy import STAFF, Identity, Permission, Role, may, require

HIGH = Identity(account_id=1, person_id=1, roles=frozenset(), organisation_id=10, key_level="high")

ADMINISTRATOR, HELPDESK, CENTRAL = Role.LOCAL_ADMINISTRATOR, Role.HELPDESK, Role.CENTRAL
EXPECTED: dict[Permission, set[Role]] = {
    Permission.PERSON_FIND: {ADMINISTRATOR, HELPDESK, CENTRAL},
    Permission.PERSON_SEE: {ADMINISTRATOR, HELPDESK, CENTRAL},
    Permission.NUMBER_UNMASK: {ADMINISTRATOR, CENTRAL},
    Permission.PERSON_CORRECT: {ADMINISTRATOR},
    Permission.RELATION_SEE: {ADMINISTRATOR, HELPDESK, CENTRAL},
    Permission.RELATION_ADD: {ADMINISTRATOR},
    Permission.RELATION_CHANGE: {ADMINISTRATOR},
    Permission.RIGHT_SEE: {ADMINISTRATOR, HELPDESK, CENTRAL},
    Permission.RIGHT_GRANT: {ADMINISTRATOR},
    Permission.RIGHT_REVOKE: {ADMINISTRATOR},
    Permission.PACKAGE_KEEP: {ADMINISTRATOR},
    Permission.RIGHT_ASK: {Role.PERSON},
    Permission.ORGANISATION_SEE: {ADMINISTRATOR, *STAFF},
    Permission.ORGANISATION_JOIN: {Role.PERSON},
    Permission.ORGANISATION_CHANGE: {Role.MANAGER},
    Permission.MEMBER_SEE: {Role.MANAGER, HELPDESK, CENTRAL},
    Permission.MEMBER_CHANGE: {Role.MANAGER},
    Permission.MEMBER_ADMIT: {CENTRAL},
    Permission.TOOL_SEE: set(Role),
    Permission.TOOL_CHANGE: {CENTRAL},
    Permission.TOOL_REGISTER: {Role.MANAGER},
    Permission.KIND_KEEP: {Role.APPLICATION_OWNER, CENTRAL},
    Permission.EVENT_SEE: {ADMINISTRATOR, CENTRAL},
    Permission.PERSON_ERASE: {CENTRAL},
    Permission.ACCOUNT_SEE: {HELPDESK, CENTRAL},
    Permission.JOB_SEE: {CENTRAL},
    Permission.JOB_CHANGE: {CENTRAL},
    Permission.CASE_ANSWER: {HELPDESK, CENTRAL},
    Permission.INCIDENT_SEE: {HELPDESK, CENTRAL},
    Permission.IMPORT_SEE: {ADMINISTRATOR, Role.MEMBER, Role.AML_MEMBER, Role.AML_OFFICER, HELPDESK, CENTRAL},
    Permission.IMPORT_MAKE: {ADMINISTRATOR, Role.MEMBER, Role.AML_MEMBER, Role.AML_OFFICER, CENTRAL},
    Permission.REGISTER_DELIVER: {CENTRAL},
    Permission.MAIL_SEE: {HELPDESK, CENTRAL},
    Permission.MAIL_SEND_AGAIN: {HELPDESK, CENTRAL},
    Permission.CODE_SEND_AGAIN: {HELPDESK, CENTRAL},
    Permission.ACCOUNT_VIEW: {HELPDESK, CENTRAL},
    Permission.KEY_UNLINK: {HELPDESK, CENTRAL},
    Permission.AUTHORITY_ADD: {CENTRAL},
    Permission.TOKEN_ISSUE: {CENTRAL},
    Permission.DOCUMENT_SEE: {ADMINISTRATOR, CENTRAL},
    Permission.DOCUMENT_ADD: {ADMINISTRATOR},
    Permission.DOCUMENT_REMOVE: {ADMINISTRATOR},
    Permission.DOCUMENT_ISSUE: {ADMINISTRATOR},
    Permission.WORK_ASK: {ADMINISTRATOR, Role.MANAGER, Role.MEMBER, *STAFF},
    Permission.REGISTRATION_MAKE: {Role.PERSON},
    Permission.REGISTRATION_SEE: {HELPDESK, CENTRAL},
    Permission.REGISTRATION_DECIDE: {CENTRAL},
    Permission.GOVERNMENT_MERGE: {CENTRAL},
    Permission.WALLET_SEE: {Role.MEMBER, Role.FINANCE, HELPDESK, CENTRAL},
    Permission.WALLET_SET: {Role.MANAGER},
    Permission.TOP_UP_ASK: {Role.MEMBER},
    Permission.CHARGE_REVERSE: {Role.FINANCE},
    Permission.PAYMENT_LOOK: {Role.FINANCE},
    Permission.INVOICE_SEND: {Role.FINANCE},
    Permission.BANK_IMPORT: {Role.FINANCE},
    Permission.BANK_DECIDE: {Role.FINANCE},
    Permission.INVOICE_MAKE: {Role.FINANCE},
    Permission.INVOICE_CREDIT: {Role.FINANCE},
    Permission.BOOKS_SEE: {Role.FINANCE, CENTRAL},
    Permission.BOOKS_EXPORT: {Role.FINANCE},
    Permission.VAT_DECLARE: {Role.FINANCE},
    Permission.LIST_SEE: {Role.AML_MEMBER, Role.AML_OFFICER, CENTRAL},
    Permission.LIST_LOAD: {CENTRAL},
    Permission.CONTACT_SEE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.CONTACT_CHANGE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.HIT_DECIDE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.CONTACT_DECIDE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.STOP_DECIDE: {Role.AML_OFFICER},
    Permission.OFFICER_NOTIFY: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.NOTIFICATION_DECIDE: {Role.AML_OFFICER},
    Permission.DEAL_SEE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.DEAL_CHANGE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.DEAL_DECIDE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.MATTER_DECIDE: {Role.AML_OFFICER},
    Permission.MATTER_HOLD: {Role.AML_OFFICER},
    Permission.FIU_SEE: {Role.AML_OFFICER},
    Permission.FIU_REPORT: {Role.AML_OFFICER},
    Permission.SUBSCRIPTION_BUY: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.OFFICER_BECOME: {Role.AML_MEMBER, Role.AML_OFFICER, Role.MANAGER},
    Permission.OFFICER_NAME: {Role.MANAGER},
    Permission.DEPUTY_NAME: {Role.MANAGER, Role.AML_OFFICER},
    Permission.REVIEW_SEE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.REVIEW_TERMS_KEEP: {CENTRAL},
    Permission.REGISTER_SEE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.REGISTER_KEEP: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.POLICY_KEEP: {Role.AML_OFFICER},
    Permission.ATYPICAL_KEEP: {Role.AML_OFFICER},
    Permission.RELATION_CLOSE: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.FILES_HAND_OVER: {Role.MANAGER, Role.AML_OFFICER},
    Permission.CONTACT_IMPORT: {Role.AML_MEMBER, Role.AML_OFFICER},
    Permission.DELETION_SEE: {Role.AML_OFFICER},
    Permission.ANNUAL_KEEP: {Role.AML_OFFICER},
    Permission.PACK_MAKE: {Role.AML_OFFICER},
    Permission.REPORT_CODES_KEEP: {CENTRAL},
    Permission.MANDATE_SEE: {Role.PERSON},
    Permission.MANDATE_CASE_MAKE: {Role.PERSON},
    Permission.MANDATE_CASE_SEE: {Role.COUNTER, HELPDESK, CENTRAL},
    Permission.MANDATE_CASE_TREAT: {Role.COUNTER},
    Permission.FEE_KEEP: {Role.COUNTER},
    Permission.PORTFOLIO_KEEP: {Role.MEMBER},
    Permission.RULES_SEE: {Role.AML_MEMBER, Role.AML_OFFICER, CENTRAL},
    Permission.RULES_KEEP: {CENTRAL},
}


@dataclass(frozen=True)
class Row:
    organisation_id: int


OURS, THEIRS = Row(10), Row(11)


def acting(*roles: Role, level: str = "high", organisation_id: int | None = 10) -> Identity:
    return replace(HIGH, roles=frozenset(roles), key_level=level, organisation_id=organisation_id)


def test_every_permission_stands_in_this_table() -> None:
    assert set(EXPECTED) == set(Permission)


@pytest.mark.trust("8.2.1")
@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("permission", list(Permission))
def test_a_role_may_what_the_table_says_and_nothing_else(permission: Permission, role: Role) -> None:
    assert may(acting(role), permission) is (role in EXPECTED[permission])


@pytest.mark.parametrize("permission", list(Permission))
def test_who_has_no_role_may_nothing(permission: Permission) -> None:
    assert not may(acting(), permission)


@pytest.mark.trust("Tenants")
@pytest.mark.parametrize("permission", [p for p, who in EXPECTED.items() if ADMINISTRATOR in who])
def test_a_local_administrator_touches_only_rows_of_the_organisation_he_acts_for(permission: Permission) -> None:
    filip = acting(ADMINISTRATOR)
    assert may(filip, permission, OURS)
    if permission is not Permission.TOOL_SEE:
        assert not may(filip, permission, THEIRS)
    assert not may(acting(ADMINISTRATOR, organisation_id=None), permission, OURS)


@pytest.mark.parametrize("level", ["none", "basic", "code"])
@pytest.mark.parametrize("permission", [p for p, who in EXPECTED.items() if ADMINISTRATOR in who])
def test_a_local_administrator_needs_a_key_of_level_high(permission: Permission, level: str) -> None:
    assert not may(acting(ADMINISTRATOR, level=level), permission)


@pytest.mark.parametrize("role", sorted(STAFF))
def test_staff_see_rows_of_every_organisation_with_any_key(role: Role) -> None:
    assert may(acting(role, level="basic", organisation_id=None), Permission.ORGANISATION_SEE, THEIRS)
    assert acting(role).is_staff


def test_a_role_outside_the_staff_gives_no_row_of_an_organisation() -> None:
    assert not may(acting(Role.PERSON), Permission.TOOL_SEE, OURS)
    assert not acting(Role.PERSON, ADMINISTRATOR, Role.APPLICATION_OWNER).is_staff


def test_one_of_several_roles_is_enough() -> None:
    assert may(acting(Role.PERSON, Role.HELPDESK), Permission.RIGHT_SEE, THEIRS)


def test_require_says_which_permission_is_lacking() -> None:
    require(acting(CENTRAL), Permission.TOOL_CHANGE)
    with pytest.raises(Forbidden) as refused:
        require(acting(HELPDESK), Permission.TOOL_CHANGE)
    assert refused.value.permission == Permission.TOOL_CHANGE
