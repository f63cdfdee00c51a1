"""Two governments, every route, method, role and row number: nobody reads or writes a row of the other's.

Asked twice: as the house stands, and with every filter of the views and every question of the policy answered
yes, so that row-level security alone holds the wall.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import text, true

from app import policy
from app import work as of_work
from app.aml import decided as of_decisions
from app.aml import queries as of_contacts
from app.aml.access import require_open
from app.cases import queries as of_cases
from app.documents import issued as of_issued
from app.documents import queries as of_documents
from app.imports import queries as of_imports
from app.lists import acts, saved
from app.organisations import branches as of_branches
from app.organisations import inviting as of_invitations
from app.organisations import members as of_members
from app.organisations import queries as of_organisations
from app.policy import STAFF, Identity
from app.rights import queries as of_rights
from app.rights import registration as of_registration
from app.syndics import queries as of_mandates
from app.transaction import Scope
from app.wallet import bank_queries as of_the_bank
from app.wallet import queries as of_wallets
from app.wallet.invoicing import delivery as of_deliveries
from app.wallet.invoicing import months as of_invoices
from models.organisations import Membership
from tests.house.doors import WORDS, Route, address
from tests.house.routes import ROUTES
from tests.house.row_tables import OWNERS, ROW_TABLES
from tests.house.told import told_of
from tests.house.visitors import House, Visitor
from tests.stories.cast import EXEMPLEVILLE, VOORBEELDEGEM
from views import menu
from views.framework import identity as standing
from views.framework.keyset import Mark
from views.framework.register import Register
from views.organisations.registers import RelationScreen
from views.screens import SCREENS

A, B = VOORBEELDEGEM, EXEMPLEVILLE
# What only one who belongs there may read: personal marks, the organisation's own, its name.
MARKS = {A: ("zqap", "zqao", "voorbeeldegem"), B: ("zqbp", "zqbo", "exempleville")}
# What cases of syndics say: an organisation's, and those of somebody for himself, which it never reads.
CASES = {A: ("zqac", "zqaw"), B: ("zqbc", "zqbw")}
ALL_CASES = (*CASES[A], *CASES[B])
pytestmark = [
    pytest.mark.trust("Tenants"),
    pytest.mark.trust("8.2.2"),
    pytest.mark.trust("8.4.1"),
    pytest.mark.trust("Tenant crossings"),
]


@dataclass(frozen=True)
class Stranger:
    """Who tries, in which government's place, and what he must never read or change."""

    username: str
    never_reads: tuple[str, ...]
    acts_for: str = ""
    changes_nothing_of: tuple[str, ...] = (A, B)
    # But for what is his work, whoever's it is.
    works_on: frozenset[str] = frozenset()
    staff: bool = False


_NOT_IN_A, _NOT_IN_B = MARKS[B] + CASES[B] + CASES[A][1:], MARKS[A] + CASES[A] + CASES[B][1:]
# Treating a case about a syndic is told in the trail, and to its applicant.
_OF_CASES = frozenset({"syndic_case", "syndic_step", "event", "event_payload"})
STRANGERS = {
    "anonymous": Stranger("", MARKS[A] + MARKS[B] + ALL_CASES),
    "a person of A": Stranger("bram.claes", MARKS[B] + MARKS[A][:1] + ALL_CASES),
    "An, who belongs to both, acting for A": Stranger("an.peeters", ("zqap", "zqbp", *ALL_CASES), acts_for=A),
    "an application owner of neither": Stranger("joris.vandamme", MARKS[A] + MARKS[B] + ALL_CASES),
    "the administrator of A": Stranger("filip.janssens", _NOT_IN_A, changes_nothing_of=(B,)),
    "the administrator of B": Stranger("chloe.dubois", _NOT_IN_B, changes_nothing_of=(A,)),
    "the manager of A": Stranger("zqa.manager", _NOT_IN_A, changes_nothing_of=(B,)),
    "the manager of B": Stranger("zqb.manager", _NOT_IN_B, changes_nothing_of=(A,)),
    "who screens for A": Stranger("zqa.aml", _NOT_IN_A, changes_nothing_of=(B,)),
    "who screens for B": Stranger("zqb.aml", _NOT_IN_B, changes_nothing_of=(A,)),
    # Everybody's money is its work: who paid, what was bought, and what it gives back or assigns.
    "finance": Stranger("hugo.baert", ALL_CASES, changes_nothing_of=(), staff=True),
    "the business counter": Stranger("ines.lemaire", ("zqap", "zqbp"), staff=True, works_on=_OF_CASES),
    "the helpdesk": Stranger("dirk.maes", (), staff=True),
}
# What a relation is, and what a member, is nobody's permission.
IS_RELATION, IS_MEMBER = Membership.account_id.is_(None), Membership.account_id.is_not(None)
# Their tables belong to no organisation: the menu alone keeps them at the staff desk.
OFFICE_ONLY = ("TakeoverScreen", "AttemptScreen", "JobRunScreen", "StaffRoleScreen", "TroubledJobScreen")
# Typed in the search field: names, numbers and references of rows of both.
_SOUGHT = (
    *("zq", "zqap", "zqbp", "zqapfamily zqapgiven", "zqbpgiven zqbpfamily", "gemeente", "commune", "exem"),
    *("0207.501.014", "0207499628", "83.03.03-***.**", "abcd1234", "C-000001", "C-000002", "%", "_"),
)
# Who administers is told by name to anybody who signed in, which has a story of its own; name, number and address
# of an organisation are public, and whoever asks to join it sees that it is the right one.
_SELF_EVIDENT = (
    *("/sign-in/out", "/oidc/sign-out", "/oidc/again", "/static/<path:filename>", "/metrics", "/health"),
    "/administrators/of/<int:organisation_id>",
    "/add-organisation/join/<int:organisation_id>",
    # What a card in the reader says, and whoever lies in it lives somewhere; whose contact it is, other tests ask.
    *("/contact-card/", "/contact-card/<int:pk>"),
)
FORMS = (
    {"version": "1", "first_day": "2027-04-01", "last_day": "2027-04-30", "confirmed": "1", "reason": "no"},
    {"version": "1", "why": "curious", "category": "external", "type": "secretary", "first_day": "2026-01-01"},
    {"version": "2", "confirmed": "1", "first_day": "2027-04-01", "last_day": "2027-04-02", "context": "sport"},
)


def _everything_yes(patch: pytest.MonkeyPatch) -> None:
    """Switches off what the application itself asks; the scope of the transaction is all that is left."""
    scope_for = standing.scope_for

    def by_roles(who: Identity, *, shared: bool = False) -> Scope:
        patch.setattr(Identity, "is_staff", property(lambda self: bool(self.roles & STAFF)))
        found = scope_for(who, shared=shared)
        patch.setattr(Identity, "is_staff", property(lambda self: True))
        return found

    patch.setattr(standing, "scope_for", by_roles)
    patch.setattr(Identity, "is_staff", property(lambda self: True))
    for screen in SCREENS:
        if issubclass(screen, Register):
            every = IS_RELATION if screen is RelationScreen else true()
            patch.setattr(screen, "rows", lambda self, who, every=every: every)
    opens = menu.opens
    patch.setattr(
        menu, "opens", lambda roles, screen, name: screen not in OFFICE_ONLY or opens(roles, screen, name)
    )
    asked: dict[Any, Any] = {
        policy.may: True,
        policy.require: None,
        of_rights.visible_to: true(),
        of_organisations.visible_to: IS_RELATION,
        saved.visible_to: true(),
        acts.visible_to: true(),
        of_organisations.organisations_visible_to: true(),
        of_organisations.persons_visible_to: true(),
        of_cases.visible_to: true(),
        of_documents.visible_to: true(),
        of_issued.visible_to: true(),
        of_work.visible_to: true(),
        of_imports.visible_to: true(),
        of_registration.visible_to: true(),
        of_members.visible_to: IS_MEMBER,
        of_invitations.visible_to: true(),
        of_branches.visible_to: true(),
        of_wallets.visible_to: true(),
        of_invoices.visible_to: true(),
        of_deliveries.visible_to: true(),
        of_wallets.wallets_visible_to: true(),
        of_wallets.payments_visible_to: true(),
        of_the_bank.visible_to: true(),
        of_contacts.visible_to: true(),
        of_decisions.decisions_visible_to: true(),
        of_contacts.hits_visible_to: true(),
        of_mandates.visible_to: true(),
        require_open: None,
    }
    rooms = [module for name, module in sys.modules.items() if name.split(".")[0] in ("app", "views")]
    for question, answer in asked.items():
        places = [(room, name) for room in rooms for name, value in vars(room).items() if value is question]
        assert places
        for room, name in places:
            patch.setattr(room, name, lambda *_, answer=answer, **__: answer)


AS_IT_STANDS, ROWS_ALONE = "as it stands", "row-level security alone"
# Staff see every row by row-level security; what they may open is the policy's to say, so it stays on for them.
# With everything answered yes nobody's role is left but in his scope, so one of each scope will do.
_SEARCHING = ("a person of A", "the administrator of A")
_SAME_SCOPE = (
    *("the manager of A", "the manager of B", "who screens for B", "the administrator of B"),
    *("An, who belongs to both, acting for A", "an application owner of neither"),
)
# As it stands, who does the same in B as somebody in A does is asked once.
_MIRRORED = ("the manager of B", "who screens for B")
WALKS = [(AS_IT_STANDS, name) for name in STRANGERS if name not in _MIRRORED] + [
    (ROWS_ALONE, name) for name, stranger in STRANGERS.items() if not stranger.staff and name not in _SAME_SCOPE
]


@pytest.fixture
def filters(request: pytest.FixtureRequest, house: House) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        if request.param == ROWS_ALONE:
            _everything_yes(patch)
        yield request.param


_OWNED = (
    *("mail_letter", "mail_try"),
    *("rights_tool_registration", "rights_access", "rights_branch_closure", "rights_invited_access"),
    *("organisation_branch", "organisation_placement"),
    *("organisation_takeover", "organisation_invitation", "organisation_membership"),
    *("rights_right", "rights_period", "work", "document"),
    *("document_issued", "document_series"),
    *("import_run", "import_chunk", "import_row"),
    *("list_view", "list_default", "list_act"),
    *("wallet", "wallet_limit", "wallet_transaction", "wallet_line", "wallet_top_up"),
    *("aml_contact", "aml_hit", "aml_evidence", "aml_decision"),
    *("aml_notification", "aml_notification_act"),
    *("aml_profile", "aml_deal", "aml_party", "aml_matter_decision", "aml_block", "aml_subscription"),
    *("aml_payment", "aml_enrolment", "aml_deputy", "aml_hold", "aml_fiu_report", "aml_fiu_file"),
    *("aml_officer_act", "aml_policy", "aml_training", "aml_attendance", "aml_cash_breach", "aml_discrepancy"),
    *("aml_atypical", "aml_review", "aml_calendar_feed", "aml_relation_end", "aml_deletion", "aml_annual_report"),
    *("aml_annual_record", "aml_pack"),
    *("syndic_batch", "syndic_batch_item"),
    *("wallet_invoicing", "wallet_invoice", "wallet_invoice_file", "wallet_invoice_paper", "wallet_delivery"),
)


def _rows_of(house: House, name: str, who: Stranger) -> dict[str, Any]:
    """Everything that is that government's, as the superuser sees it; but for what is told of `who` himself."""
    organisation_id = house.governments.cast.organisations[name]
    belongs = f"organisation_id = {organisation_id}"
    himself = f"(select person_id from ab_user where username = '{who.username}')"
    of_others = f"{belongs} and person_id is distinct from {himself}"
    tables = {
        "organisation": f"id = {organisation_id}",
        "account_person": f"id in (select person_id from organisation_membership where {belongs})",
        **dict.fromkeys(_OWNED, belongs),
        **dict.fromkeys(("event", "event_payload"), of_others),
        "syndic_case": f"{OWNERS['syndic_case']} = {organisation_id}".replace("syndic_case.", "t."),
        "syndic_file": f"{OWNERS['syndic_file']} = {organisation_id}",
        "syndic_step": f"{OWNERS['syndic_file']} = {organisation_id}",
    }
    with house.admin.connect() as connection:
        return {
            table: connection.execute(
                text(f"select array_agg(t::text order by t::text) from {table} t where {where}")
            ).scalar_one()
            for table, where in tables.items()
        }


def _numbers(house: House, kind: str, of: tuple[str, ...]) -> list[int]:
    """The number of every row of that kind that belongs to one of these governments; persons they share are left
    out where only one is asked for."""
    if kind not in ROW_TABLES:
        return sorted({house.governments.ids[name][kind] for name in of})
    table, column = ROW_TABLES[kind]
    owner = OWNERS.get(table, "organisation_id")
    inside = [house.governments.cast.organisations[name] for name in of]
    with house.admin.connect() as connection:
        told = connection.execute(
            text(f"select {owner}, {column} from {table} where {column} is not null order by {column}")
        ).all()
    elsewhere = {number for organisation_id, number in told if organisation_id not in inside}
    return sorted({number for organisation_id, number in told if organisation_id in inside} - elsewhere)


def _addresses(house: House, route: Route, of: tuple[str, ...]) -> Iterator[str]:
    if not route.ids or route.ids[0] in WORDS:
        yield address(route, {})
        return
    for number in _numbers(house, route.ids[0], of):
        yield address(route, house.governments.ids[A] | {route.ids[0]: number})


def _choices(house: House, choices: Callable[[], Sequence[tuple[str, str]]]) -> list[str]:
    """What the list offers to nobody; numbers where it offers rows, of which nobody sees any."""
    with house.app.test_request_context():
        return [value for value, _ in choices()] or ["1", "2", "99"]


def _searches(house: House, screen: type[Register]) -> Iterator[str]:
    """Every order, direction, size and filter of a list, and marks of pages that begin at rows of the other's."""
    for name in [*screen.orders, "organisation_id", "id; drop table event"]:
        for direction in ("asc", "desc"):
            yield urlencode({"sort": name, "dir": direction, "size": 100})
    for one in screen.filters:
        values = (
            _choices(house, one.choices) if one.choices else ["q", "%", "_", "'", "", "fam", "giv", "2199-01-01"]
        )
        for value in values:
            yield urlencode({one.name: value, "size": 100})
    for name, column in screen.orders.items():
        kind = column.type.python_type
        edge: Any = "" if kind is str else "1900-01-01" if kind.__name__ == "date" else "1900-01-01T00:00:00+00:00"
        for back in (False, True):
            yield urlencode({"sort": name, "dir": "asc", "at": Mark(edge, 0, back).text(), "organisation_id": "2"})
    yield urlencode({"_flt_0_organisation_id": 2, "page": "abc", "page_size": -1, "q": "zq", "organisation_id": 2})


def test_a_token_that_spells_a_mark_is_no_leak() -> None:
    field = '<input id="{0}" name="{0}" type="hidden" value="{1}">'
    drawn = [field.format(name, "aZqBp-_x") for name in ("csrf_token", "form_key")]
    page = ['<body data-token="aZqBp">', *drawn, "Set-Cookie: session=aZqBp; Path=/", "<p>ZQBO</p>"]
    page.append("<code>AB2C ZQBP QRST UVWX YZ23</code>")
    assert "zqbp" not in told_of("\n".join(page))
    assert "zqbo" in told_of("\n".join(page))
    assert "zqbp" in told_of(field.format("family_name", "Zqbp"))


def _crawl(house: House, visitor: Visitor, who: Stranger, *, searching: bool, policy: bool) -> list[str]:
    """Looks at the rows of both, sends forms about the other's rows, searches every list; gives what leaked."""
    leaks: list[str] = []
    never = (*who.never_reads, *_full_numbers(house, who))

    def ask(method: str, path: str, form: dict[str, str] | None = None) -> int:
        answer = visitor.get(path) if form is None else visitor.post(path, form)
        assert answer.status_code < 500, f"{method} {path}: {answer.status_code} for {who.username}"
        shown = told_of(answer.get_data().decode("utf-8", "replace") + str(answer.headers))
        leaks.extend(f"{method} {path} shows {word}" for word in never if word in shown)
        return answer.status_code

    for route in ROUTES:
        if route.path in _SELF_EVIDENT:
            continue
        for path in _addresses(house, route, who.changes_nothing_of if route.csrf else (A, B)):
            for form in FORMS if route.csrf and route.ids else ({},):
                if ask(route.method, path, form if route.csrf else None) == 403 and policy:
                    break  # it says no before it reads what was sent
    for sought in [*_SOUGHT, *(house.governments.numbers[name] for name in who.changes_nothing_of)]:
        ask("POST", "/search/hits", {"q": sought})
        if not any(word in sought for word in never):  # the page says what was looked for
            ask("POST", "/search/", {"q": sought})
            ask("GET", f"/search/?{urlencode({'q': sought})}")
    for screen in SCREENS if searching else ():
        if issubclass(screen, Register):
            for query in _searches(house, screen):
                if ask("GET", f"{screen.route_base}/list/?{query}") != 200:
                    break
    return leaks


def _full_numbers(house: House, who: Stranger) -> list[str]:
    """National numbers nobody may read in full anywhere: of both, for whoever isn't its administrator."""
    return [house.governments.numbers[name] for name in who.changes_nothing_of]


def test_the_marks_are_there_to_be_read(house: House) -> None:
    """The crawl would notice: each government's administrator reads its marks, and the central team both's."""
    for username, names in (("filip.janssens", (A,)), ("chloe.dubois", (B,)), ("greet.desmet", (A, B))):
        visitor, seen = Visitor(house.app, username), ""
        for name in names:
            for route in ROUTES:
                if route.method == "GET" and route.ids and route.ids[0] in house.governments.ids[name]:
                    answer = visitor.get(address(route, house.governments.ids[name]))
                    seen += answer.get_data().decode("utf-8", "replace").lower()
            for mark in (*MARKS[name], f"{MARKS[name][0]}reason", f"{MARKS[name][0]}x"):
                assert mark in seen, (username, mark)


def test_the_marks_of_a_wallet_are_there_to_be_read_by_its_manager_and_by_finance(house: House) -> None:
    for name, letter in ((A, "a"), (B, "b")):
        number = house.governments.ids[name]["transaction"]
        for visitor in (Visitor(house.app, f"zq{letter}.manager"), house.as_role("finance")):
            shown = visitor.get(f"/transactions/show/{number}").get_data(as_text=True)
            assert f"zq{letter}preference1" in shown


def test_what_the_bank_told_is_there_to_be_read_by_finance_alone(house: House) -> None:
    for name, letter in ((A, "a"), (B, "b")):
        path = f"/bank-payments/show/{house.governments.ids[name]['bank_entry']}"
        shown = house.as_role("finance").get(path).get_data(as_text=True)
        assert f"zq{letter}ppayer" in shown
        assert f"zq{letter}pwords" in shown
        for visitor in (Visitor(house.app, f"zq{letter}.manager"), house.as_role("helpdesk")):
            refused = visitor.get(path)
            assert refused.status_code == 403
            assert f"zq{letter}ppayer" not in refused.get_data(as_text=True)


def test_contacts_and_what_was_decided_are_there_to_be_read_by_who_screens(house: House) -> None:
    for name, letter in ((A, "a"), (B, "b")):
        ids, visitor = house.governments.ids[name], Visitor(house.app, f"zq{letter}.aml")
        shown = visitor.get(f"/hits/show/{ids['cleared_hit']}").get_data(as_text=True)
        assert f"zq{letter}pname" in shown
        assert f"zq{letter}preason" in shown
        shown = visitor.get(f"/notifications/show/{ids['notification']}").get_data(as_text=True)
        assert f"zq{letter}pasked_back" in shown


def test_cases_of_syndics_are_there_to_be_read_by_whose_they_are_and_the_counter(house: House) -> None:
    for name, marks in CASES.items():
        for username, kind in ((f"{marks[0][:3]}u.member", "question"), ("ines.lemaire", "own_question")):
            path = f"/mandate-cases/show/{house.governments.ids[name]['mandate_' + kind]}"
            shown = house.visitor(username).get(path).get_data(as_text=True)
            assert f"{marks[kind == 'own_question']}message" in shown


def test_with_everything_answered_yes_staff_still_need_their_scope(house: House) -> None:
    with pytest.MonkeyPatch.context() as patch:
        _everything_yes(patch)
        shown = Visitor(house.app, "filip.janssens").get("/persons/list/?size=100").get_data(as_text=True)
        assert "zqapfamily" in shown
        patch.setattr(standing, "scope_for", lambda who, **_: Scope.office())
        shown = Visitor(house.app, "filip.janssens").get("/persons/list/?size=100").get_data(as_text=True)
        assert "zqbpfamily" in shown, "the filters weren't off"


@pytest.mark.parametrize(("filters", "name"), WALKS, indirect=["filters"])
def test_nobody_reads_or_changes_a_row_of_the_others(
    house: House, filters: str, name: str, record_property: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    who = STRANGERS[name]
    visitor = Visitor(house.app, who.username)
    if who.acts_for:
        visitor.acts_for(house.governments.cast.organisations[who.acts_for])
    before = {one: _rows_of(house, one, who) for one in who.changes_nothing_of}
    # Whoever has the same scope as another is shown the same lists by the rows alone.
    policy = filters == AS_IT_STANDS
    leaks = _crawl(house, visitor, who, searching=policy or name in _SEARCHING, policy=policy)
    record_property("requests", visitor.asked)
    with capsys.disabled():
        print(f" {visitor.asked} requests", end="", flush=True)  # noqa: T201 - the count is what one asks for
    assert leaks == []
    after = {one: _rows_of(house, one, who) for one in who.changes_nothing_of}
    changed = {table for one in before for table in before[one] if before[one][table] != after[one][table]}
    assert changed <= who.works_on


@pytest.mark.trust("AML")
def test_evidence_is_there_to_be_taken_away_by_who_screens_and_stands_in_no_register(house: House) -> None:
    for name, letter in ((A, "a"), (B, "b")):
        ids, mark = house.governments.ids[name], f"zq{letter}pproof"
        removing = f"/contact-evidence/remove/{ids['evidence']}"
        visitor = Visitor(house.app, f"zq{letter}.aml")
        assert mark in visitor.get(removing).get_data(as_text=True)
        for username in ("filip.janssens", "chloe.dubois", "greet.desmet", f"zq{letter}.manager"):
            other = Visitor(house.app, username)
            tried = (f"show/{ids['evidence_document']}", f"file/{ids['evidence_document']}", "list/?size=100")
            for path in (*(f"/documents/{one}" for one in tried), removing):
                answer = other.get(path)
                assert mark not in answer.get_data(as_text=True), (username, path)
                assert answer.status_code in (403, 404) or path.startswith("/documents/list/")
