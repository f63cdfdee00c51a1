"""Every page a person can reach: each GET of the census by somebody who may, and the pages acts lead to."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page

from tests.house.doors import Route, address
from tests.house.governments import Ids
from tests.house.import_doors import IMPORTED
from tests.house.routes import ROUTES
from tests.house.visitors import ROLES

NOT_PAGES = (
    "/mandate-desk/file/<int:pk>/<int:file_id>",
    "/mandate-case/file/<int:pk>/<int:file_id>",
    "/registrations/terms/<int:pk>",
    "/transactions/receipt/<int:pk>",
    "/transfer/paper/<int:pk>",
    "/mandate-submit/proof/<int:pk>",
    "/mandate-batches/told/<int:pk>",
    "/mandate-batches/file/<int:pk>/<int:document_id>",
    "/mandate-batches/remove-file/<int:pk>/<int:document_id>",
    "/wallet-account/paper",
    "/invoices/pdf/<int:pk>",
    "/invoices/ubl/<int:pk>",
    "/invoice-months/<month>/told",
    "/sanctions-loads/told/<int:pk>",
    "/contact-decisions/paper/<int:pk>",
    "/atypical/paper/<int:pk>",
    "/report-codes/told/<pk>",
    "/contact-evidence/<int:pk>",
    "/policies/file/<int:pk>",
    "/trainings/file/<int:pk>",
    "/aml-calendar/<secret>.ics",
    f"/import/template/{IMPORTED}/<any(csv, xlsx):form>",
    "/work/told/<int:pk>",
    "/work/file/<int:pk>",
    "/account/photo/shown",
    "/cases/picture/<pk>",
    "/authorities/bundle",
    "/openid/keys",
    "/api/v1/openapi.json",
    "/.well-known/openid-configuration",
    "/oidc/jwks",
    "/oidc/onward",  # leads on by itself; test_openid_story.py passes it
    "/health",
    "/metrics",
    "/static/<path:filename>",
    "/language/<locale>",
)
# Each page is seen by the first of these who may open it.
# Of the house's visitors none is an AML officer: his pages are walked by the one of that office.
OFFICER = "zqa.officer"
_OF_MEMBERS = ("/my-organisations/", "/mandate-case", "/mandate-submit/", "/mandate-top-up/")
_PREFERRED = (
    "anonymous",
    "administrator",
    "manager",
    "central",
    "helpdesk",
    "finance",
    "person",
    "aml",
    "counter",
)
ALL_COLUMNS = "&".join(
    f"columns={name}"
    for name in ("number", "organisation", "kind", "month", "issued", "net", "vat", "paid", "credited", "rounding",
                 "vat_month", "reason")
)  # fmt: skip
Act = Callable[[Page], object]


@dataclass(frozen=True)
class Shown:
    """A page, who looks at it, and what he does there first."""

    name: str
    role: str
    address: Callable[[Ids], str]
    act: Act = lambda page: None

    @property
    def username(self) -> str:
        return OFFICER if self.role == "officer" else ROLES[self.role]


def _send(page: Page) -> None:
    """Sends the form as it stands, past what the browser itself would ask to fill in."""
    with page.expect_navigation():
        page.evaluate("document.querySelector('main form[method=post]').submit()")


def _with_pin(page: Page) -> None:
    page.fill("[name=pin]", "1234")
    _send(page)


def _who(page: Page) -> None:
    page.fill("[name=given_names]", "Lotte")
    page.fill("[name=family_name]", "Hermans")
    page.fill("[name=email]", f"{secrets.token_hex(6)}@prive.example")
    _go_on(page)


def _how(page: Page) -> None:
    _who(page)
    page.fill("[name=username]", f"lotte.{secrets.token_hex(6)}")
    for name in ("password", "again"):
        page.fill(f"[name={name}]", "vier paarse fietsen zwemmen")
    page.check("[name=terms]")
    _go_on(page)


def _go_on(page: Page) -> None:
    with page.expect_navigation():
        page.locator("main form[method=post] button").first.click()


def _unknown_number(page: Page) -> None:
    page.fill("[name=number]", "85.07.30-001.60")
    _go_on(page)


def _find(page: Page) -> None:
    page.fill("[name=number]", "85.07.30-033.28")
    _go_on(page)


def _foretold(page: Page) -> None:
    page.select_option("[name=from_id]", index=1)
    page.select_option("[name=into_id]", index=2)
    page.fill("[name=first_day]", "2028-01-01")
    _go_on(page)


def _first_of(route: Route) -> str:
    """Who looks at it: of one's own organisations and their cases, somebody who has one."""
    own = route.path.startswith(_OF_MEMBERS)
    return "manager" if own else next(one for one in _PREFERRED if one in route.who)


def _of_the_census() -> list[Shown]:
    shown = []
    for route in ROUTES:
        if route.who and route.method == "GET" and route.path not in NOT_PAGES and 200 in route.answers:
            role = _first_of(route)
            shown.append(Shown(route.path, role, lambda ids, route=route: address(route, ids)))  # type: ignore[misc]
    return shown


PAGES = (
    *_of_the_census(),
    *(Shown(f"home of {role}", role, lambda ids: "/") for role in ("person", "central", "helpdesk", "counter")),
    Shown("record of a right, central team", "central", lambda ids: f"/rights/show/{ids['right']}"),
    Shown("record of a person, central team", "central", lambda ids: f"/persons/show/{ids['person']}"),
    Shown("a mail to oneself", "person", lambda ids: f"/mailbox/show/{ids['own_letter']}"),
    Shown("mailbox with a mail", "person", lambda ids: "/mailbox/"),
    Shown("mails, filtered", "helpdesk", lambda ids: "/mails/list/?state=undelivered&name=zqap"),
    Shown("mail again, empty", "helpdesk", lambda ids: f"/mails/again/{ids['letter']}", _send),
    Shown("record of a revoked right", "administrator", lambda ids: f"/rights/show/{ids['revoked']}"),
    Shown("rights, second page", "administrator", lambda ids: "/rights/list/", lambda page: _later(page)),
    Shown(
        "why a right is missing",
        "helpdesk",
        lambda ids: f"/why-not/{ids['bystander']}?kind={ids['kind']}",
    ),
    Shown("rights on a day", "administrator", lambda ids: "/rights/list/?on=2026-07-15&columns=person"),
    Shown(
        "differences of a year",
        "administrator",
        lambda ids: "/rights-between/?first=2026-01-01&second=2027-03-15",
    ),
    Shown("overview of a day without rights", "administrator", lambda ids: "/rights-overview/?day=2020-01-01"),
    Shown(
        "package, to give",
        "administrator",
        lambda ids: f"/right-sets/give/{ids['bystander']}?package={ids['package']}",
    ),
    Shown(
        "package, to take away",
        "administrator",
        lambda ids: f"/right-sets/take/{ids['relation']}?package={ids['package']}",
    ),
    Shown(
        "same as a colleague",
        "administrator",
        lambda ids: f"/right-sets/same/{ids['relation']}?as={ids['bystander']}",
    ),
    Shown("a person, found by number", "administrator", lambda ids: "/find-person/", lambda page: _find(page)),
    Shown("a number nobody has", "helpdesk", lambda ids: "/find-person/", _unknown_number),
    Shown(
        "a person, corrected to nothing", "administrator", lambda ids: f"/persons/correct/{ids['person']}", _send
    ),
    Shown("merger, empty", "central", lambda ids: "/mergers/begin", _send),
    Shown("merger, foretold", "central", lambda ids: "/mergers/begin", lambda page: _foretold(page)),
    Shown("my rights of an administrator", "administrator", lambda ids: "/my-rights/"),
    Shown("rights, filtered", "administrator", lambda ids: "/rights/list/?name=an&state=active&sort=until"),
    Shown("rights, nothing found", "administrator", lambda ids: "/rights/list/?name=zzz"),
    *(
        Shown(
            f"rights, menu {number} open",
            "administrator",
            lambda ids: f"/rights/list/?view={ids['saved_view']}&state=active&columns=person&columns=nothing",
            lambda page, number=number: page.locator("main summary").nth(number).click(),  # type: ignore[misc]
        )
        for number in (1, 2, 3)  # the first one lies over the others, which axe takes for small targets
    ),
    Shown(
        "a view that isn't there", "administrator", lambda ids: "/rights/list/?view=999999&until_from=2027-01-01"
    ),
    Shown("view, refused", "administrator", lambda ids: "/rights/list/", _send),
    Shown("rights chosen, to confirm", "administrator", lambda ids: "/rights/list/", lambda page: _choose(page)),
    Shown("rights chosen, done", "administrator", lambda ids: f"/rights/act/{ids['bulk_done']}"),
    Shown("a case, central team", "central", lambda ids: f"/cases/show/{ids['case']}"),
    Shown("a case, answer empty", "central", lambda ids: f"/cases/answer/{ids['case']}", _send),
    Shown("report, empty, signed in", "person", lambda ids: "/report/?page=/tools/list/", _send),
    Shown("report, empty, signed out", "anonymous", lambda ids: "/report/", _send),
    Shown("report, sent", "person", lambda ids: "/report/", lambda page: _tell(page)),
    Shown("search, found", "administrator", lambda ids: "/search/?q=an"),
    Shown("search, all kinds", "central", lambda ids: "/search/?q=o"),
    Shown("search, nothing", "administrator", lambda ids: "/search/?q=zzzz"),
    Shown("search, another's number", "administrator", lambda ids: "/", lambda page: _sought(page)),
    Shown("palette, opened", "administrator", lambda ids: "/", lambda page: _palette(page, "an")),
    Shown("palette, nothing", "central", lambda ids: "/", lambda page: _palette(page, "zzzz")),
    Shown("nowhere", "administrator", lambda ids: "/nowhere"),
    Shown("not for you", "person", lambda ids: "/grant/"),
    Shown("whose phone", "anonymous", lambda ids: "/demo/phone/?gate=government&state=s&nonce=n"),
    Shown("desk, no card", "anonymous", lambda ids: "/eid/desk/", lambda page: _with_pin(page)),
    Shown("web-eid, without extension", "anonymous", lambda ids: "/eid/web/", _send),
    Shown("self-test, done", "anonymous", lambda ids: "/eid/test/", _send),
    Shown("unlink, empty", "helpdesk", lambda ids: f"/unlink/{ids['account']}", _send),
    Shown("sign-in, empty", "anonymous", lambda ids: "/sign-in/", _send),
    Shown("sign-up, empty", "anonymous", lambda ids: "/sign-up/", _send),
    Shown("sign-up, how", "anonymous", lambda ids: "/sign-up/", _who),
    Shown("sign-up, code", "anonymous", lambda ids: "/sign-up/", _how),
    Shown("password, not twice the same", "person", lambda ids: "/password/change", _send),
    Shown("security code, to set up", "person", lambda ids: "/keys/", _go_on),
    Shown("number, empty", "administrator", lambda ids: "/grant/", _send),
    Shown("number, unknown", "administrator", lambda ids: "/grant/", _unknown_number),
    Shown("another relation", "administrator", lambda ids: f"/grant/relation/{ids['person']}?another=1"),
    Shown("relation, refused", "administrator", lambda ids: f"/grant/relation/{ids['person']}?another=1", _send),
    Shown(
        "grant, to confirm",
        "administrator",
        lambda ids: f"/grant/days/{ids['bystander']}/{ids['kind']}",
        _go_on,
    ),
    Shown(
        "revoke, number shown",
        "administrator",
        lambda ids: f"/persons/number/{ids['person']}",
        lambda page: _why(page),
    ),
    Shown("file, none chosen", "administrator", lambda ids: f"/relation-files/add/{ids['relation']}", _send),
    Shown("file, no reason", "administrator", lambda ids: f"/relation-files/remove/{ids['attachment']}", _send),
    Shown("copy, none chosen", "person", lambda ids: "/copies/", _send),
    Shown("copy, not known", "person", lambda ids: "/copies/", lambda page: _hand_in(page)),
    Shown("copy, by its code", "person", lambda ids: f"/copies/?code={'A' * 24}"),
    Shown("copy, by a code nobody gave", "administrator", lambda ids: "/copies/?code=x"),
    Shown("file of people, missing", "administrator", lambda ids: "/import/", _send),
    Shown(
        "rows refused by an import",
        "administrator",
        lambda ids: f"/import/check/{ids['checked_import']}?rows=rejected",
    ),
    Shown("an invoice, for finance", "finance", lambda ids: f"/invoices/show/{ids['invoice']}"),
    Shown("an invoice, for the desk", "helpdesk", lambda ids: f"/invoices/show/{ids['invoice']}"),
    Shown("invoices, every column", "finance", lambda ids: f"/invoices/list/?{ALL_COLUMNS}"),
    Shown("credit, empty", "finance", lambda ids: f"/credits/{ids['invoice']}", _send),
    Shown("credit, to confirm", "finance", lambda ids: f"/credits/{ids['invoice']}", lambda page: _credit(page)),
    Shown("a month with somebody left", "finance", lambda ids: "/invoice-months/2026-07"),
    Shown("half an address", "manager", lambda ids: "/invoicing/", lambda page: _half(page)),
    Shown("a tool nobody knows", "anonymous", lambda ids: "/oidc/authorize?client_id=nobody"),
    Shown("signing out, asked by a tool", "person", lambda ids: "/oidc/logout?client_id=planning-house"),
    Shown("sign-in of a tool, refused", "central", lambda ids: "/tool-clients/add", _send),
    Shown("a new secret", "central", lambda ids: f"/tool-clients/secret/{ids['tool_client']}", _go_on),
    Shown("tool, refused", "central", lambda ids: "/tools/add", _send),
    Shown("home of aml", "aml", lambda ids: "/"),
    Shown("contact, organisation", "aml", lambda ids: "/contacts/add?kind=organisation"),
    Shown("contact, empty", "aml", lambda ids: "/contacts/add", _send),
    Shown("file, nothing chosen", "aml", lambda ids: f"/contact-file/part/{ids['contact']}", _send),
    Shown("match, without a reason", "aml", lambda ids: f"/hits/show/{ids['hit']}", lambda page: _clear(page)),
    Shown("match, decided", "aml", lambda ids: f"/hits/show/{ids['cleared_hit']}"),
    Shown("name, tried", "aml", lambda ids: "/try-a-name/", lambda page: _try(page)),
    Shown("against laundering, not open", "person", lambda ids: "/hits/list/"),
    Shown("load of a list, waiting", "central", lambda ids: f"/sanctions-loads/show/{ids['held_load']}"),
    Shown("load of a list, refused", "central", lambda ids: f"/sanctions-loads/show/{ids['refused_load']}"),
    Shown("load of a list, being read", "central", lambda ids: f"/sanctions-loads/show/{ids['reading_load']}"),
    Shown("load of a list, without a file", "central", lambda ids: "/sanctions-lists/load", _send),
    Shown("rule, empty", "central", lambda ids: f"/draft-rules/add/{ids['rule_draft']}", _send),
    Shown("rules, for aml", "aml", lambda ids: f"/vigilance-rules/show/{ids['rule_set']}"),
    Shown("sanctions lists, for aml", "aml", lambda ids: "/sanctions-lists/list/"),
    *(
        Shown(f"officer, {name}", "officer", lambda ids, path=path: path.format(**ids))  # type: ignore[misc]
        for name, path in (
            ("notifications", "/notifications/list/"),
            ("reports to the FIU", "/fiu-reports/list/"),
            ("report", "/fiu-reports/show/{fiu_report}"),
            ("answer", "/fiu-reports/answer/{fiu_report}"),
            ("annual reports", "/annual-reports/list/"),
            ("annual report", "/annual-reports/show/{annual_report}"),
            ("annual report, written", "/annual-reports/write/{annual_report}/plan"),
            ("annual report, signed", "/annual-reports/sign/{annual_report}"),
            ("figure of an annual report", "/annual-reports/records/{annual_report}/contacts"),
            ("report begun", "/fiu-reports/begin/deal/{deal}"),
            ("contact", "/contacts/show/{contact}"),
            ("transaction", "/deals/show/{deal}"),
            ("hold", "/matters/contact/{contact}?act=hold"),
            ("accept", "/matters/deal/{deal}?act=accept"),
            ("registers", "/aml-registers/"),
            ("risk assessment", "/policies/add/risk_assessment"),
            ("procedure", "/policies/add/procedure"),
            ("policy", "/policies/show/{policy}"),
            ("end of a policy", "/policies/end/{policy}"),
        )
    ),
    Shown(
        "officer, report written",
        "officer",
        lambda ids: f"/fiu-reports/begin/deal/{ids['deal']}",
        lambda page: _written(page),
    ),
    Shown("officer, hold, empty", "officer", lambda ids: f"/matters/contact/{ids['contact']}?act=hold", _send),
    Shown("officer, answer, empty", "officer", lambda ids: f"/fiu-reports/answer/{ids['fiu_report']}", _send),
    Shown("filing, nothing answered", "person", lambda ids: "/need-to-file/?asked=1"),
    Shown("a case, for the counter", "counter", lambda ids: f"/mandate-cases/show/{ids['mandate_case']}"),
    Shown("mandate question, empty", "counter", lambda ids: f"/mandate-desk/ask/{ids['mandate_question']}", _send),
    Shown("jobs of one kind on one day", "central", lambda ids: "/jobs/list/?job=seal_events&day=2026-06-01"),
)


def _written(page: Page) -> None:
    """Begun where it isn't yet, and at what the officer writes in it."""
    if page.locator("main form[method=post] button").count() and "/begin/" in page.url:
        _go_on(page)
    with page.expect_navigation():
        page.locator("main a[href*='/fiu-reports/write/']").first.click()


def _choose(page: Page) -> None:
    page.locator("[data-choose-all]").check()
    with page.expect_navigation():
        page.locator("button[name=action]").first.click()


def _credit(page: Page) -> None:
    page.fill("[name=quantity-1]", "1")
    page.fill("[name=reason]", "Dubbel aangerekend.")
    _go_on(page)


def _clear(page: Page) -> None:
    with page.expect_navigation():
        page.locator("form[action*='/hits/clear/'] button").click()


def _try(page: Page) -> None:
    page.fill("[name=name]", "Vladimir Sobolev")
    page.fill("[name=year_known]", "1969")
    _go_on(page)


def _half(page: Page) -> None:
    page.fill("[name=street]", "Zeedijk 1")
    _send(page)


def _later(page: Page) -> None:
    with page.expect_navigation():
        page.locator("nav a[rel=next], a[rel=next]").first.click()


def _hand_in(page: Page) -> None:
    page.set_input_files("[name=file]", {"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    _go_on(page)


def _why(page: Page) -> None:
    page.fill("[name=why]", "Aangifte")
    _go_on(page)


def _tell(page: Page) -> None:
    page.fill("[name=told]", "De lijst blijft leeg")
    _go_on(page)


def _sought(page: Page) -> None:
    page.fill("[data-find]", "90.02.28-252.39")
    with page.expect_navigation():
        page.press("[data-find]", "Enter")


def _palette(page: Page, text: str) -> None:
    """Opens it and types; waits until the answer is there, or it is said that there is none."""
    page.keyboard.press("Control+k")
    with page.expect_response("**/search/hits"):
        page.keyboard.type(text)
    page.locator("#palette [role=option] b, #palette[data-nothing]").first.wait_for()
