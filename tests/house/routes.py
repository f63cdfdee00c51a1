"""Every door of the house, declared: who may use it, whose rows stand behind it, how it is guarded and cached.

One line per address and method. `test_routes.py` refuses a route that isn't here, and asks at each door whether
what stands here is true; so a new page begins with a line on this page.
"""

from __future__ import annotations

from tests.house.aml_doors import OF_AML
from tests.house.aml_register_doors import OF_AML_REGISTERS
from tests.house.annual_doors import OF_ANNUAL_REPORTS
from tests.house.api_doors import OF_PROGRAMS
from tests.house.bank_doors import OF_THE_BANK
from tests.house.books_doors import OF_THE_BOOKS
from tests.house.breach_doors import OF_BREACHES
from tests.house.case_doors import OF_CASES
from tests.house.contact_doors import OF_CONTACTS
from tests.house.deal_doors import OF_DEALS
from tests.house.decision_doors import OF_DECISIONS
from tests.house.doors import (
    ADMINISTRATOR,
    BROWSING,
    CENTRAL,
    DESK,
    FILING,
    KEEPING,
    PUBLIC,
    SIGNED_IN,
    STAFF,
    UNMASKING,
    WORKING,
    Route,
    Scope,
    catalogue,
    get,
    post,
    register,
    saved_views,
)
from tests.house.evidence_doors import OF_EVIDENCE
from tests.house.fiu_doors import OF_THE_FIU
from tests.house.import_doors import OF_IMPORTS
from tests.house.invoice_doors import OF_INVOICES
from tests.house.mandate_desk_doors import OF_THE_MANDATE_DESK
from tests.house.mandate_doors import OF_MANDATES
from tests.house.mandate_life_doors import OF_MANDATE_CASES
from tests.house.mandate_paying_doors import OF_MANDATE_PAYING
from tests.house.matter_doors import OF_MATTERS
from tests.house.need_doors import OF_NEEDING
from tests.house.notification_doors import OF_NOTIFICATIONS
from tests.house.office_doors import OF_ORGANISATIONS, OF_TOOLS, ROW_OR_NOT
from tests.house.officer_doors import OF_OFFICERS
from tests.house.pack_doors import OF_PACKS
from tests.house.paying_doors import OF_PAYING
from tests.house.portfolio_doors import OF_PORTFOLIOS
from tests.house.profile_doors import OF_PROFILES
from tests.house.register_doors import OF_THE_REGISTER
from tests.house.retention_doors import OF_RETENTION
from tests.house.review_doors import OF_REVIEWS
from tests.house.rules_doors import OF_RULES
from tests.house.version_doors import OF_VERSIONS
from tests.house.wallet_doors import OF_WALLETS
from tests.house.wallet_registers import OF_LOOKING

# Without a package or a colleague the page asks which one.
RIGHT_SETS = ("/right-sets/give", "/right-sets/take", "/right-sets/same")
ROUTES = (
    get("/health", PUBLIC, Scope.NONE),
    get("/metrics", PUBLIC, Scope.NONE),  # to the machine itself, or with a token: a test of its own
    get("/static/<path:filename>", PUBLIC, Scope.NONE, "filename", cache="public"),
    get("/", SIGNED_IN, Scope.OWN),
    get(
        "/language/<locale>",
        PUBLIC,
        Scope.OWN,
        "locale",
        answers=302,
        because="a link that works without JavaScript; all it moves is the language one reads in",
    ),
    # Who is in already is sent on from the sign-in page.
    Route("GET", "/sign-in/", PUBLIC, Scope.NONE, frozenset({200, 302})),
    Route("POST", "/sign-in/", PUBLIC, Scope.NONE, frozenset({422, 302})),
    get("/sign-in/code", PUBLIC, Scope.OWN, answers=302),  # nobody gave his password a moment ago
    post("/sign-in/code", PUBLIC, Scope.OWN, answers=302),
    get("/sign-in/wake", PUBLIC, Scope.OWN, answers=302),
    post("/sign-in/wake", PUBLIC, Scope.OWN, answers=302),
    get("/account/", SIGNED_IN, Scope.OWN),
    post("/account/", SIGNED_IN, Scope.OWN),
    get("/account/address", SIGNED_IN, Scope.OWN),
    post("/account/address", SIGNED_IN, Scope.OWN),
    post("/account/again", SIGNED_IN, Scope.OWN, answers=303),
    post("/account/withdraw", SIGNED_IN, Scope.OWN, answers=303),
    get("/account/details", SIGNED_IN, Scope.OWN),
    Route("POST", "/account/details", SIGNED_IN, Scope.OWN, frozenset({303, 422})),  # nothing need be filled in
    get("/account/photo", SIGNED_IN, Scope.OWN),
    post("/account/photo", SIGNED_IN, Scope.OWN),
    post("/account/photo/remove", SIGNED_IN, Scope.OWN, answers=303),
    Route("GET", "/account/photo/shown", SIGNED_IN, Scope.OWN, frozenset({404})),  # nobody here has one
    *register("/accounts", DESK, Scope.OFFICE, "account"),
    get("/view-as/<int:pk>", DESK, Scope.OFFICE, "account"),
    post("/view-as/<int:pk>", DESK, Scope.OFFICE, "account"),
    get("/view-as/stop", PUBLIC, Scope.OWN, answers=303),
    post("/view-as/stop", PUBLIC, Scope.OWN, answers=303),
    *register("/waiting-accounts", DESK, Scope.OFFICE, "sign_up"),
    post("/waiting-accounts/again/<pk>", DESK, Scope.OFFICE, "sign_up", answers=303),
    get("/privacy/", SIGNED_IN, Scope.OWN),
    post("/privacy/data", SIGNED_IN, Scope.OWN, answers=200),
    get("/privacy/rest", SIGNED_IN, Scope.OWN),
    post("/privacy/rest", SIGNED_IN, Scope.OWN),
    get("/privacy/delete", SIGNED_IN, Scope.OWN),
    post("/privacy/delete", SIGNED_IN, Scope.OWN),
    Route("GET", "/sign-up/", PUBLIC, Scope.NONE, frozenset({200, 302})),
    Route("POST", "/sign-up/", PUBLIC, Scope.NONE, frozenset({422, 302})),
    get("/sign-up/how", PUBLIC, Scope.NONE, answers=302),
    post("/sign-up/how", PUBLIC, Scope.NONE, answers=302),
    get("/sign-up/code/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    post("/sign-up/code/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    post("/sign-up/again/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    get("/sign-up/terms", PUBLIC, Scope.NONE),
    get("/token/", SIGNED_IN, Scope.OWN, answers=303),
    post("/token/", SIGNED_IN, Scope.OWN, answers=303),
    get("/federal-token/<int:pk>", CENTRAL, Scope.OFFICE, "account"),
    post("/federal-token/<int:pk>", CENTRAL, Scope.OFFICE, "account", answers=200),
    post("/federal-token/back/<int:pk>", CENTRAL, Scope.OFFICE, "account", answers=303),
    get("/accreditations/", SIGNED_IN, Scope.OWN),
    get("/why-access/of/<int:account_id>", DESK, Scope.OFFICE, "account"),
    get(
        "/why-access/one/<int:account_id>/<int:organisation_id>/<int:role_id>",
        DESK,
        Scope.OFFICE,
        *("account", "organisation", "tool_role"),
    ),
    *OF_ORGANISATIONS,
    *OF_TOOLS,
    *OF_PROGRAMS,
    *OF_WALLETS,
    *OF_LOOKING,
    *OF_INVOICES,
    *OF_THE_BANK,
    *OF_THE_BOOKS,
    *OF_AML,
    *OF_CONTACTS,
    *OF_VERSIONS,
    *OF_EVIDENCE,
    *OF_THE_REGISTER,
    *OF_RULES,
    *OF_DECISIONS,
    *OF_MANDATES,
    *OF_MANDATE_CASES,
    *OF_NOTIFICATIONS,
    *OF_MANDATE_PAYING,
    *OF_CASES,
    *OF_AML_REGISTERS,
    *OF_REVIEWS,
    *OF_RETENTION,
    *OF_PROFILES,
    *OF_THE_FIU,
    *OF_ANNUAL_REPORTS,
    *OF_PACKS,
    *OF_THE_MANDATE_DESK,
    *OF_OFFICERS,
    *OF_PORTFOLIOS,
    *OF_PAYING,
    *OF_MATTERS,
    *OF_NEEDING,
    *OF_DEALS,
    *OF_BREACHES,
    *register("/accreditation-list", DESK, Scope.OFFICE, "accreditation"),
    get("/stronger/", SIGNED_IN, Scope.OWN, answers=302),
    get("/openid/keys", PUBLIC, Scope.NONE),
    post("/openid/<any(itsme, government):name>/go", PUBLIC, Scope.NONE, "gate", answers=303),
    get("/openid/<any(itsme, government):name>/back", PUBLIC, Scope.OWN, "gate", answers=302),
    # No form of ours: the signature of what is sent stands in for its token.
    post("/openid/<any(itsme, government):name>/ended", PUBLIC, Scope.NONE, "gate", answers=400),
    get("/eid/", PUBLIC, Scope.NONE),
    get("/eid/new", PUBLIC, Scope.OWN, answers=302),
    post("/eid/new", PUBLIC, Scope.OWN, answers=302),
    post("/eid/forget", PUBLIC, Scope.OWN, answers=303),
    get("/eid/link", SIGNED_IN, Scope.OWN, answers=302),
    post("/eid/link", SIGNED_IN, Scope.OWN, answers=302),
    get("/eid/desk/", PUBLIC, Scope.NONE),
    post("/eid/desk/", PUBLIC, Scope.NONE),
    get("/eid/web/", PUBLIC, Scope.NONE),
    post("/eid/web/", PUBLIC, Scope.NONE),
    post("/eid/web/challenge", PUBLIC, Scope.NONE, answers=200),
    get("/eid/certificate/", PUBLIC, Scope.NONE, answers=302),
    post("/eid/certificate/", PUBLIC, Scope.NONE, answers=302),
    get("/eid/certificate/shown", PUBLIC, Scope.NONE, answers=302),
    get("/eid/certificate/unread", PUBLIC, Scope.NONE, answers=302),
    get("/eid/certificate/back", PUBLIC, Scope.OWN, answers=302),
    get("/eid/test/", PUBLIC, Scope.NONE),
    post("/eid/test/", PUBLIC, Scope.NONE, answers=200),
    get("/eid/trouble/", PUBLIC, Scope.NONE),
    # Without a gate in its address there is nobody to stand in for.
    get("/demo/phone/", PUBLIC, Scope.NONE, answers=404),
    post("/demo/phone/", PUBLIC, Scope.NONE, answers=404),
    # Nor is there a payment with a reference that nobody was given.
    get("/demo/bank/<reference>", PUBLIC, Scope.NONE, "reference", answers=404),
    post("/demo/bank/<reference>", PUBLIC, Scope.NONE, "reference", answers=404),
    get("/demo/network/", PUBLIC, Scope.NONE),
    post("/demo/network/", PUBLIC, Scope.NONE),
    get("/demo/network/document/<reference>", PUBLIC, Scope.NONE, "reference", answers=404),
    get("/demo/cards/", PUBLIC, Scope.NONE),
    post("/demo/cards/", PUBLIC, Scope.NONE, answers=303),
    *register("/authorities", CENTRAL, Scope.OFFICE, "authority"),
    get("/authorities/add", CENTRAL, Scope.OFFICE),
    post("/authorities/add", CENTRAL, Scope.OFFICE),
    get("/authorities/bundle", CENTRAL, Scope.OFFICE),
    get("/unlink/<int:pk>", DESK, Scope.OFFICE, "account"),
    post("/unlink/<int:pk>", DESK, Scope.OFFICE, "account"),
    get("/demo/mails/", PUBLIC, Scope.NONE),
    get("/password/forgotten", PUBLIC, Scope.NONE),
    post("/password/forgotten", PUBLIC, Scope.NONE),
    get("/password/new/<token>", PUBLIC, Scope.OWN, "token"),
    post("/password/new/<token>", PUBLIC, Scope.OWN, "token"),
    get("/password/change", SIGNED_IN, Scope.OWN),
    post("/password/change", SIGNED_IN, Scope.OWN),
    get("/keys/", SIGNED_IN, Scope.OWN),
    post("/keys/begin", SIGNED_IN, Scope.OWN, answers=303),
    Route("GET", "/keys/code", SIGNED_IN, Scope.OWN, frozenset({200, 303})),
    Route("POST", "/keys/code", SIGNED_IN, Scope.OWN, frozenset({422, 303})),
    get("/keys/recovery", SIGNED_IN, Scope.OWN),
    post("/keys/recovery", SIGNED_IN, Scope.OWN),
    get("/keys/stop", SIGNED_IN, Scope.OWN),
    post("/keys/stop", SIGNED_IN, Scope.OWN),
    post("/sign-in/out", PUBLIC, Scope.OWN, answers=303),
    Route("POST", "/sign-in/stay", PUBLIC, Scope.OWN, frozenset({204, 401})),
    get("/search/", SIGNED_IN, Scope.OWN),
    post("/search/", SIGNED_IN, Scope.OWN, answers=303),
    post("/search/hits", SIGNED_IN, Scope.OWN, answers=200),
    get("/report/", PUBLIC, Scope.NONE),
    post("/report/", PUBLIC, Scope.NONE),
    get("/report/done", PUBLIC, Scope.OWN),
    get("/context/", SIGNED_IN, Scope.OWN),
    post("/context/", SIGNED_IN, Scope.OWN, answers=200),
    get("/kept/", SIGNED_IN, Scope.OWN, answers=302),
    post("/kept/drop", SIGNED_IN, Scope.OWN, answers=303),
    get("/grant/", ADMINISTRATOR, Scope.ORGANISATION),
    post("/grant/", ADMINISTRATOR, Scope.ORGANISATION),
    get("/grant/new", ADMINISTRATOR, Scope.ORGANISATION, answers=302),
    post("/grant/new", ADMINISTRATOR, Scope.ORGANISATION),
    get("/grant/relation/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=302),
    post("/grant/relation/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    get("/grant/right/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    get("/grant/days/<int:relation_id>/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", "kind"),
    post("/grant/days/<int:relation_id>/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", "kind"),
    get("/grant-several/", ADMINISTRATOR, Scope.ORGANISATION),
    get("/grant-several/people/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "kind"),
    post("/grant-several/people/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "kind"),
    get("/grant-several/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_grant"),
    post("/grant-several/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_grant", answers=303),
    *register("/rights", BROWSING, Scope.ORGANISATION, "right"),
    get("/my-rights/", SIGNED_IN, Scope.OWN),
    Route("GET", "/my-rights/kinds/<int:relation_id>", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ("relation",)),
    Route(
        "GET",
        "/my-rights/ask/<int:relation_id>/<int:kind_id>",
        SIGNED_IN,
        Scope.OWN,
        ROW_OR_NOT,
        ("relation", "kind"),
    ),
    Route(
        "POST",
        "/my-rights/ask/<int:relation_id>/<int:kind_id>",
        SIGNED_IN,
        Scope.OWN,
        frozenset({422, 404}),
        ("relation", "kind"),
    ),
    Route("GET", "/my-rights/longer/<int:right_id>", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ("right",)),
    Route("POST", "/my-rights/longer/<int:right_id>", SIGNED_IN, Scope.OWN, frozenset({422, 404}), ("right",)),
    Route("POST", "/my-rights/drop/<int:request_id>", SIGNED_IN, Scope.OWN, frozenset({303, 404}), ("request",)),
    *register("/packages", BROWSING, Scope.ORGANISATION, "package"),
    get("/packages/add", ADMINISTRATOR, Scope.ORGANISATION),
    post("/packages/add", ADMINISTRATOR, Scope.ORGANISATION),
    get("/packages/edit/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    post("/packages/edit/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    get("/packages/remove/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    post("/packages/remove/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    *(get(f"{one}/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation") for one in RIGHT_SETS),
    *(
        post(f"{one}/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", answers=200)
        for one in RIGHT_SETS
    ),
    *register("/recertifications", BROWSING, Scope.ORGANISATION, "campaign"),
    get("/recertifications/begin", ADMINISTRATOR, Scope.ORGANISATION),
    post("/recertifications/begin", ADMINISTRATOR, Scope.ORGANISATION),
    post("/recertifications/decide/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign", answers=303),
    get("/recertifications/take/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign"),
    post("/recertifications/take/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign", answers=303),
    get("/find-person/", BROWSING, Scope.OWN),
    post("/find-person/", BROWSING, Scope.OWN),
    *register("/mergers", DESK, Scope.OFFICE, "merger"),
    get("/mergers/begin", CENTRAL, Scope.OFFICE),
    post("/mergers/begin", CENTRAL, Scope.OFFICE),
    post("/mergers/export/<int:pk>", CENTRAL, Scope.OFFICE, "merger", answers=200),
    *register("/right-requests", BROWSING, Scope.ORGANISATION, "request"),
    get("/right-requests/grant/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    post("/right-requests/grant/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    get("/right-requests/decline/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    post("/right-requests/decline/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    get("/rights-between/", BROWSING, Scope.ORGANISATION),
    Route("POST", "/rights-between/export", BROWSING, Scope.ORGANISATION, frozenset({200, 422})),
    get("/why-not/<int:relation_id>", BROWSING, Scope.ORGANISATION, "relation"),
    get("/quick-grant/", ADMINISTRATOR, Scope.ORGANISATION),
    post("/quick-grant/", ADMINISTRATOR, Scope.ORGANISATION),
    get("/rights-overview/", ADMINISTRATOR, Scope.ORGANISATION),
    post("/rights-overview/", ADMINISTRATOR, Scope.ORGANISATION),
    get("/rights/statement/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    post("/rights/statement/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    post("/rights/act", ADMINISTRATOR, Scope.ORGANISATION, answers=404),  # no act of that name
    get("/rights/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_act"),
    post("/rights/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_act", answers=303),
    get("/change-right/<int:right_id>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    post("/change-right/<int:right_id>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    get("/rights/revoke/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    post("/rights/revoke/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    get("/relation/change/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    post("/relation/change/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    get("/relation/end/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    post("/relation/end/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    get("/relation/again/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    post("/relation/again/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    get("/relation/leave/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    post("/relation/leave/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=303),
    *register("/relations", BROWSING, Scope.ORGANISATION, "relation"),
    *register("/persons", BROWSING, Scope.ORGANISATION, "person"),
    get("/persons/number/<pk>", UNMASKING, Scope.ORGANISATION, "person"),
    post("/persons/number/<pk>", UNMASKING, Scope.ORGANISATION, "person"),
    post("/persons/align/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=303),
    get("/persons/correct/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    post("/persons/correct/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    get("/persons/erase/<pk>", CENTRAL, Scope.OFFICE, "person"),
    post("/persons/erase/<pk>", CENTRAL, Scope.OFFICE, "person"),
    *register("/organisations", ADMINISTRATOR | STAFF, Scope.ORGANISATION, "organisation"),
    *catalogue("/requirements", "requirement", reads=DESK),
    *catalogue("/admissions", "admission", reads=DESK),
    *catalogue("/prices", "price"),
    *catalogue("/tools", "tool"),
    *catalogue("/tool-roles", "tool_role"),
    *catalogue("/kinds", "kind", KEEPING),
    *catalogue("/context-values", "context_value", KEEPING),
    *register("/events", UNMASKING, Scope.ORGANISATION, "event"),
    get("/cases/list/", SIGNED_IN, Scope.OWN),
    # Everybody sees the cases he reported himself; another's is not there for him.
    Route("GET", "/cases/show/<pk>", SIGNED_IN, Scope.OWN, frozenset({200, 404}), ("case",)),
    Route("GET", "/cases/picture/<pk>", SIGNED_IN, Scope.OWN, frozenset({404}), ("case",)),  # it came without one
    post("/cases/export", SIGNED_IN, Scope.OWN, answers=200),
    get("/cases/answer/<pk>", DESK, Scope.OFFICE, "case"),
    post("/cases/answer/<pk>", DESK, Scope.OFFICE, "case"),
    *register("/references", DESK, Scope.OFFICE, "incident"),
    *register("/attempts", DESK, Scope.OFFICE, "attempt"),
    *register("/staff", CENTRAL, Scope.OFFICE, "staff_role"),
    *saved_views("/saved-views", "saved_view"),
    *register("/jobs", CENTRAL, Scope.OFFICE, "job_run"),
    *register("/mails", DESK, Scope.OFFICE, "letter"),
    get("/mails/again/<pk>", DESK, Scope.OFFICE, "letter"),
    post("/mails/again/<pk>", DESK, Scope.OFFICE, "letter"),
    get("/mailbox/", SIGNED_IN, Scope.OWN),
    get("/mailbox/show/<int:letter_id>", SIGNED_IN, Scope.OWN, "letter", answers=404),  # none of these got it
    get("/work/list/", WORKING, Scope.OWN),
    post("/work/export", WORKING, Scope.OWN, answers=200),
    *(
        Route(method, f"/work/{act}/<{name}>", WORKING, Scope.OWN, answers, ("work",))
        for method, act, name, answers in (
            ("GET", "show", "pk", ROW_OR_NOT),
            ("GET", "told", "int:pk", ROW_OR_NOT),
            ("POST", "stop", "int:pk", frozenset({303, 404})),
            # The furnished one made no file: tests of its own ask for real ones.
            ("GET", "file", "int:pk", frozenset({404})),
        )
    ),
    get("/documents/list/", FILING, Scope.ORGANISATION),
    post("/documents/export", FILING, Scope.ORGANISATION, answers=200),
    Route("GET", "/documents/show/<pk>", FILING, Scope.ORGANISATION, ROW_OR_NOT, ("document",)),
    # The bytes of the furnished ones aren't there: tests of its own ask for real ones.
    Route("GET", "/documents/file/<int:pk>", FILING, Scope.ORGANISATION, ROW_OR_NOT, ("document",)),
    *register("/issued", UNMASKING, Scope.ORGANISATION, "issued"),
    # Anybody may ask about anybody's document, by its bytes: tests of its own say what is answered.
    get("/copies/", SIGNED_IN, Scope.NONE),
    post("/copies/", SIGNED_IN, Scope.NONE),
    get("/relation-files/add/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    post("/relation-files/add/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    get("/relation-files/remove/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "attachment"),
    post("/relation-files/remove/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "attachment"),
    *register("/failed-jobs", CENTRAL, Scope.OFFICE, "failed_job"),
    get("/failed-jobs/again/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    post("/failed-jobs/again/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    get("/failed-jobs/drop/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    post("/failed-jobs/drop/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    *OF_IMPORTS,
    get("/tool-owners/of/<int:tool_id>", CENTRAL, Scope.OFFICE, "tool"),
    post("/tool-owners/of/<int:tool_id>", CENTRAL, Scope.OFFICE, "tool"),
    get("/tool-owners/dismiss/<int:tool_id>/<int:person_id>", CENTRAL, Scope.OFFICE, "tool", "person"),
    post(
        "/tool-owners/dismiss/<int:tool_id>/<int:person_id>", CENTRAL, Scope.OFFICE, "tool", "person", answers=303
    ),
    # Names of who administers, to anybody who signed in, whatever organisation it is.
    get("/administrators/", SIGNED_IN, Scope.NONE),
    get("/administrators/of/<int:organisation_id>", SIGNED_IN, Scope.NONE, "organisation"),
    get("/registrations/list/", SIGNED_IN, Scope.OWN),
    post("/registrations/export", SIGNED_IN, Scope.OWN, answers=200),
    get("/registrations/new", SIGNED_IN, Scope.OWN),
    post("/registrations/new", SIGNED_IN, Scope.OWN),
    # The signer's own; who decides sees it too, and touches it by deciding only.
    *(
        Route("GET", f"/registrations/{page}", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ids)
        for page, ids in (
            ("show/<pk>", ("registration",)),
            ("correct/<pk>", ("registration",)),
            ("paper/<int:pk>/<kind>", ("registration", "kind_of_paper")),
            ("file/<int:pk>/<int:document_id>", ("registration", "paper")),
            ("terms/<int:pk>", ("registration",)),
            ("hand-in/<pk>", ("registration",)),
            ("drop/<pk>", ("registration",)),
        )
    ),
    *(
        Route("POST", f"/registrations/{page}", SIGNED_IN, Scope.OWN, frozenset({303, 404, 422}), ids)
        for page, ids in (
            ("correct/<pk>", ("registration",)),
            ("paper/<int:pk>/<kind>", ("registration", "kind_of_paper")),
            ("remove-paper/<int:pk>/<int:document_id>", ("registration", "paper")),
            ("hand-in/<pk>", ("registration",)),
            ("drop/<pk>", ("registration",)),
        )
    ),
    get("/registrations/decide/<pk>", CENTRAL, Scope.OFFICE, "handed_in"),
    post("/registrations/decide/<pk>", CENTRAL, Scope.OFFICE, "handed_in"),
)
