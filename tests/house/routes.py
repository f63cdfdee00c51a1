"""Every door of the house, declared: who may use it, whose rows stand behind it, how it is guarded and cached.

One line per address and method. `test_routes.py` refuses a route that isn't here, and asks at each door whether
what stands here is true; so a new page begins with a line on this page.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PUBLIC = frozenset({"anonymous", "person", "owner", "administrator", "helpdesk", "finance", "counter", "central"})
SIGNED_IN = PUBLIC - {"anonymous"}
ADMINISTRATOR = frozenset({"administrator"})
CENTRAL = frozenset({"central"})
KEEPING = frozenset({"central", "owner"})
BROWSING = frozenset({"administrator", "helpdesk", "central"})
UNMASKING = frozenset({"administrator", "central"})
DESK = frozenset({"helpdesk", "central"})
STAFF = frozenset({"helpdesk", "finance", "counter", "central"})
WORKING = ADMINISTRATOR | STAFF


class Scope(StrEnum):
    """Whose rows stand behind a door."""

    NONE = "the same for everybody"
    OWN = "what belongs to whoever asks"
    ORGANISATION = "one's own organisation's; for staff, everybody's"
    OFFICE = "staff only"


@dataclass(frozen=True)
class Route:
    """One door. `ids` names what fills the address in order; `answers` is what one who may gets: for a POST, what
    an empty form gets. `because` says why a GET may change something."""

    method: str
    path: str
    who: frozenset[str]
    scope: Scope
    answers: frozenset[int]
    ids: tuple[str, ...] = ()
    cache: str = "no-store"
    because: str = ""

    @property
    def csrf(self) -> bool:
        return self.method == "POST"


def _get(
    path: str,
    who: frozenset[str],
    scope: Scope,
    *ids: str,
    answers: int = 200,
    cache: str = "no-store",
    because: str = "",
) -> Route:
    return Route("GET", path, who, scope, frozenset({answers}), ids, cache, because)


def _post(path: str, who: frozenset[str], scope: Scope, *ids: str, answers: int = 422) -> Route:
    return Route("POST", path, who, scope, frozenset({answers}), ids)


def _register(base: str, who: frozenset[str], scope: Scope, kind: str) -> tuple[Route, ...]:
    return (
        _get(f"{base}/list/", who, scope),
        _get(f"{base}/show/<pk>", who, scope, kind),
        _post(f"{base}/export", who, scope, answers=200),
    )


def _catalogue(base: str, kind: str, who: frozenset[str] = CENTRAL) -> tuple[Route, ...]:
    """An owner changes what is of his own tools; of another's he is refused."""
    own, sent = (frozenset({200, 403}), frozenset({422, 403})) if who != CENTRAL else ({200}, {422})
    return (
        *_register(base, SIGNED_IN, Scope.NONE, kind),
        _get(f"{base}/add", who, Scope.NONE),
        _post(f"{base}/add", who, Scope.NONE),
        Route("GET", f"{base}/edit/<pk>", who, Scope.NONE, frozenset(own), (kind,)),
        Route("POST", f"{base}/edit/<pk>", who, Scope.NONE, frozenset(sent), (kind,)),
    )


def _saved_views(base: str, kind: str) -> tuple[Route, ...]:
    """Whose view it is decides: a colleague's, shared with administrators, is there for them alone, to open."""
    there, gone = frozenset({200, 404}), frozenset({404})
    return (
        _get(f"{base}/list/", SIGNED_IN, Scope.OWN),
        Route("GET", f"{base}/show/<pk>", SIGNED_IN, Scope.ORGANISATION, there, (kind,)),
        _post(f"{base}/export", SIGNED_IN, Scope.OWN, answers=200),
        _post(f"{base}/save", SIGNED_IN, Scope.OWN, answers=404),  # of no list
        Route("GET", f"{base}/edit/<pk>", SIGNED_IN, Scope.ORGANISATION, there, (kind,)),
        Route("POST", f"{base}/edit/<pk>", SIGNED_IN, Scope.ORGANISATION, frozenset({303, 404}), (kind,)),
        Route("POST", f"{base}/replace/<pk>", SIGNED_IN, Scope.ORGANISATION, frozenset({403, 404}), (kind,)),
        Route("GET", f"{base}/delete/<pk>", SIGNED_IN, Scope.ORGANISATION, gone, (kind,)),
        Route("POST", f"{base}/delete/<pk>", SIGNED_IN, Scope.ORGANISATION, gone, (kind,)),
    )


# Whose row it is decides: others of the same role find nothing there.
ROW_OR_NOT = frozenset({200, 404})
# Without a package or a colleague the page asks which one.
RIGHT_SETS = ("/right-sets/give", "/right-sets/take", "/right-sets/same")
ROUTES = (
    _get("/health", PUBLIC, Scope.NONE),
    _get("/metrics", PUBLIC, Scope.NONE),  # to the machine itself, or with a token: a test of its own
    _get("/static/<path:filename>", PUBLIC, Scope.NONE, "filename", cache="public"),
    _get("/", SIGNED_IN, Scope.OWN),
    _get(
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
    _get("/sign-in/code", PUBLIC, Scope.OWN, answers=302),  # nobody gave his password a moment ago
    _post("/sign-in/code", PUBLIC, Scope.OWN, answers=302),
    _get("/sign-in/wake", PUBLIC, Scope.OWN, answers=302),
    _post("/sign-in/wake", PUBLIC, Scope.OWN, answers=302),
    _get("/account/", SIGNED_IN, Scope.OWN),
    _post("/account/", SIGNED_IN, Scope.OWN),
    _get("/account/address", SIGNED_IN, Scope.OWN),
    _post("/account/address", SIGNED_IN, Scope.OWN),
    _post("/account/again", SIGNED_IN, Scope.OWN, answers=303),
    _post("/account/withdraw", SIGNED_IN, Scope.OWN, answers=303),
    _get("/account/details", SIGNED_IN, Scope.OWN),
    Route("POST", "/account/details", SIGNED_IN, Scope.OWN, frozenset({303, 422})),  # nothing need be filled in
    _get("/account/photo", SIGNED_IN, Scope.OWN),
    _post("/account/photo", SIGNED_IN, Scope.OWN),
    _post("/account/photo/remove", SIGNED_IN, Scope.OWN, answers=303),
    Route("GET", "/account/photo/shown", SIGNED_IN, Scope.OWN, frozenset({404})),  # nobody here has one
    *_register("/accounts", DESK, Scope.OFFICE, "account"),
    _get("/view-as/<int:pk>", DESK, Scope.OFFICE, "account"),
    _post("/view-as/<int:pk>", DESK, Scope.OFFICE, "account"),
    _get("/view-as/stop", PUBLIC, Scope.OWN, answers=303),
    _post("/view-as/stop", PUBLIC, Scope.OWN, answers=303),
    *_register("/waiting-accounts", DESK, Scope.OFFICE, "sign_up"),
    _post("/waiting-accounts/again/<pk>", DESK, Scope.OFFICE, "sign_up", answers=303),
    _get("/privacy/", SIGNED_IN, Scope.OWN),
    _post("/privacy/data", SIGNED_IN, Scope.OWN, answers=200),
    _get("/privacy/rest", SIGNED_IN, Scope.OWN),
    _post("/privacy/rest", SIGNED_IN, Scope.OWN),
    _get("/privacy/delete", SIGNED_IN, Scope.OWN),
    _post("/privacy/delete", SIGNED_IN, Scope.OWN),
    Route("GET", "/sign-up/", PUBLIC, Scope.NONE, frozenset({200, 302})),
    Route("POST", "/sign-up/", PUBLIC, Scope.NONE, frozenset({422, 302})),
    _get("/sign-up/how", PUBLIC, Scope.NONE, answers=302),
    _post("/sign-up/how", PUBLIC, Scope.NONE, answers=302),
    _get("/sign-up/code/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    _post("/sign-up/code/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    _post("/sign-up/again/<reference>", PUBLIC, Scope.OWN, "reference", answers=303),
    _get("/sign-up/terms", PUBLIC, Scope.NONE),
    _get("/token/", SIGNED_IN, Scope.OWN, answers=303),
    _post("/token/", SIGNED_IN, Scope.OWN, answers=303),
    _get("/federal-token/<int:pk>", CENTRAL, Scope.OFFICE, "account"),
    _post("/federal-token/<int:pk>", CENTRAL, Scope.OFFICE, "account", answers=200),
    _post("/federal-token/back/<int:pk>", CENTRAL, Scope.OFFICE, "account", answers=303),
    _get("/stronger/", SIGNED_IN, Scope.OWN, answers=302),
    _get("/openid/keys", PUBLIC, Scope.NONE),
    _post("/openid/<any(itsme, government):name>/go", PUBLIC, Scope.NONE, "gate", answers=303),
    _get("/openid/<any(itsme, government):name>/back", PUBLIC, Scope.OWN, "gate", answers=302),
    # No form of ours: the signature of what is sent stands in for its token.
    _post("/openid/<any(itsme, government):name>/ended", PUBLIC, Scope.NONE, "gate", answers=400),
    _get("/eid/", PUBLIC, Scope.NONE),
    _get("/eid/new", PUBLIC, Scope.OWN, answers=302),
    _post("/eid/new", PUBLIC, Scope.OWN, answers=302),
    _post("/eid/forget", PUBLIC, Scope.OWN, answers=303),
    _get("/eid/link", SIGNED_IN, Scope.OWN, answers=302),
    _post("/eid/link", SIGNED_IN, Scope.OWN, answers=302),
    _get("/eid/desk/", PUBLIC, Scope.NONE),
    _post("/eid/desk/", PUBLIC, Scope.NONE),
    _get("/eid/web/", PUBLIC, Scope.NONE),
    _post("/eid/web/", PUBLIC, Scope.NONE),
    _post("/eid/web/challenge", PUBLIC, Scope.NONE, answers=200),
    _get("/eid/certificate/", PUBLIC, Scope.NONE, answers=302),
    _post("/eid/certificate/", PUBLIC, Scope.NONE, answers=302),
    _get("/eid/certificate/shown", PUBLIC, Scope.NONE, answers=302),
    _get("/eid/certificate/unread", PUBLIC, Scope.NONE, answers=302),
    _get("/eid/certificate/back", PUBLIC, Scope.OWN, answers=302),
    _get("/eid/test/", PUBLIC, Scope.NONE),
    _post("/eid/test/", PUBLIC, Scope.NONE, answers=200),
    _get("/eid/trouble/", PUBLIC, Scope.NONE),
    # Without a gate in its address there is nobody to stand in for.
    _get("/demo/phone/", PUBLIC, Scope.NONE, answers=404),
    _post("/demo/phone/", PUBLIC, Scope.NONE, answers=404),
    _get("/demo/cards/", PUBLIC, Scope.NONE),
    _post("/demo/cards/", PUBLIC, Scope.NONE, answers=303),
    *_register("/authorities", CENTRAL, Scope.OFFICE, "authority"),
    _get("/authorities/add", CENTRAL, Scope.OFFICE),
    _post("/authorities/add", CENTRAL, Scope.OFFICE),
    _get("/authorities/bundle", CENTRAL, Scope.OFFICE),
    _get("/unlink/<int:pk>", DESK, Scope.OFFICE, "account"),
    _post("/unlink/<int:pk>", DESK, Scope.OFFICE, "account"),
    _get("/demo/mails/", PUBLIC, Scope.NONE),
    _get("/password/forgotten", PUBLIC, Scope.NONE),
    _post("/password/forgotten", PUBLIC, Scope.NONE),
    _get("/password/new/<token>", PUBLIC, Scope.OWN, "token"),
    _post("/password/new/<token>", PUBLIC, Scope.OWN, "token"),
    _get("/password/change", SIGNED_IN, Scope.OWN),
    _post("/password/change", SIGNED_IN, Scope.OWN),
    _get("/keys/", SIGNED_IN, Scope.OWN),
    _post("/keys/begin", SIGNED_IN, Scope.OWN, answers=303),
    Route("GET", "/keys/code", SIGNED_IN, Scope.OWN, frozenset({200, 303})),
    Route("POST", "/keys/code", SIGNED_IN, Scope.OWN, frozenset({422, 303})),
    _get("/keys/recovery", SIGNED_IN, Scope.OWN),
    _post("/keys/recovery", SIGNED_IN, Scope.OWN),
    _get("/keys/stop", SIGNED_IN, Scope.OWN),
    _post("/keys/stop", SIGNED_IN, Scope.OWN),
    _post("/sign-in/out", PUBLIC, Scope.OWN, answers=303),
    Route("POST", "/sign-in/stay", PUBLIC, Scope.OWN, frozenset({204, 401})),
    _get("/search/", SIGNED_IN, Scope.OWN),
    _post("/search/", SIGNED_IN, Scope.OWN, answers=303),
    _post("/search/hits", SIGNED_IN, Scope.OWN, answers=200),
    _get("/report/", PUBLIC, Scope.NONE),
    _post("/report/", PUBLIC, Scope.NONE),
    _get("/report/done", PUBLIC, Scope.OWN),
    _get("/context/", SIGNED_IN, Scope.OWN),
    _post("/context/", SIGNED_IN, Scope.OWN, answers=200),
    _get("/kept/", SIGNED_IN, Scope.OWN, answers=302),
    _post("/kept/drop", SIGNED_IN, Scope.OWN, answers=303),
    _get("/grant/", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/grant/", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/grant/new", ADMINISTRATOR, Scope.ORGANISATION, answers=302),
    _post("/grant/new", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/grant/relation/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=302),
    _post("/grant/relation/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    _get("/grant/right/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _get("/grant/days/<int:relation_id>/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", "kind"),
    _post("/grant/days/<int:relation_id>/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", "kind"),
    _get("/grant-several/", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/grant-several/people/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "kind"),
    _post("/grant-several/people/<int:kind_id>", ADMINISTRATOR, Scope.ORGANISATION, "kind"),
    _get("/grant-several/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_grant"),
    _post("/grant-several/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_grant", answers=303),
    *_register("/rights", BROWSING, Scope.ORGANISATION, "right"),
    _get("/my-rights/", SIGNED_IN, Scope.OWN),
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
    *_register("/packages", BROWSING, Scope.ORGANISATION, "package"),
    _get("/packages/add", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/packages/add", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/packages/edit/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    _post("/packages/edit/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    _get("/packages/remove/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    _post("/packages/remove/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "package"),
    *(_get(f"{one}/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation") for one in RIGHT_SETS),
    *(
        _post(f"{one}/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation", answers=200)
        for one in RIGHT_SETS
    ),
    *_register("/recertifications", BROWSING, Scope.ORGANISATION, "campaign"),
    _get("/recertifications/begin", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/recertifications/begin", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/recertifications/decide/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign", answers=303),
    _get("/recertifications/take/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign"),
    _post("/recertifications/take/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "campaign", answers=303),
    _get("/find-person/", BROWSING, Scope.OWN),
    _post("/find-person/", BROWSING, Scope.OWN),
    *_register("/mergers", DESK, Scope.OFFICE, "merger"),
    _get("/mergers/begin", CENTRAL, Scope.OFFICE),
    _post("/mergers/begin", CENTRAL, Scope.OFFICE),
    _post("/mergers/export/<int:pk>", CENTRAL, Scope.OFFICE, "merger", answers=200),
    *_register("/right-requests", BROWSING, Scope.ORGANISATION, "request"),
    _get("/right-requests/grant/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    _post("/right-requests/grant/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    _get("/right-requests/decline/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    _post("/right-requests/decline/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "request"),
    _get("/rights-between/", BROWSING, Scope.ORGANISATION),
    Route("POST", "/rights-between/export", BROWSING, Scope.ORGANISATION, frozenset({200, 422})),
    _get("/why-not/<int:relation_id>", BROWSING, Scope.ORGANISATION, "relation"),
    _get("/quick-grant/", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/quick-grant/", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/rights-overview/", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/rights-overview/", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/rights/statement/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _post("/rights/statement/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _post("/rights/act", ADMINISTRATOR, Scope.ORGANISATION, answers=404),  # no act of that name
    _get("/rights/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_act"),
    _post("/rights/act/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "bulk_act", answers=303),
    _get("/change-right/<int:right_id>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _post("/change-right/<int:right_id>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _get("/rights/revoke/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _post("/rights/revoke/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "right"),
    _get("/relation/change/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _post("/relation/change/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _get("/relation/end/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _post("/relation/end/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _get("/relation/again/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _post("/relation/again/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _get("/relation/leave/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    _post("/relation/leave/<int:person_id>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=303),
    *_register("/relations", BROWSING, Scope.ORGANISATION, "relation"),
    *_register("/persons", BROWSING, Scope.ORGANISATION, "person"),
    _get("/persons/number/<pk>", UNMASKING, Scope.ORGANISATION, "person"),
    _post("/persons/number/<pk>", UNMASKING, Scope.ORGANISATION, "person"),
    _post("/persons/align/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "person", answers=303),
    _get("/persons/correct/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    _post("/persons/correct/<pk>", ADMINISTRATOR, Scope.ORGANISATION, "person"),
    _get("/persons/erase/<pk>", CENTRAL, Scope.OFFICE, "person"),
    _post("/persons/erase/<pk>", CENTRAL, Scope.OFFICE, "person"),
    *_register("/organisations", ADMINISTRATOR | STAFF, Scope.ORGANISATION, "organisation"),
    *_catalogue("/tools", "tool"),
    *_catalogue("/tool-roles", "tool_role"),
    *_catalogue("/kinds", "kind", KEEPING),
    *_catalogue("/context-values", "context_value", KEEPING),
    *_register("/events", UNMASKING, Scope.ORGANISATION, "event"),
    _get("/cases/list/", SIGNED_IN, Scope.OWN),
    # Everybody sees the cases he reported himself; another's is not there for him.
    Route("GET", "/cases/show/<pk>", SIGNED_IN, Scope.OWN, frozenset({200, 404}), ("case",)),
    Route("GET", "/cases/picture/<pk>", SIGNED_IN, Scope.OWN, frozenset({404}), ("case",)),  # it came without one
    _post("/cases/export", SIGNED_IN, Scope.OWN, answers=200),
    _get("/cases/answer/<pk>", DESK, Scope.OFFICE, "case"),
    _post("/cases/answer/<pk>", DESK, Scope.OFFICE, "case"),
    *_register("/references", DESK, Scope.OFFICE, "incident"),
    *_register("/attempts", DESK, Scope.OFFICE, "attempt"),
    *_register("/staff", CENTRAL, Scope.OFFICE, "staff_role"),
    *_saved_views("/saved-views", "saved_view"),
    *_register("/jobs", CENTRAL, Scope.OFFICE, "job_run"),
    *_register("/mails", DESK, Scope.OFFICE, "letter"),
    _get("/mails/again/<pk>", DESK, Scope.OFFICE, "letter"),
    _post("/mails/again/<pk>", DESK, Scope.OFFICE, "letter"),
    _get("/mailbox/", SIGNED_IN, Scope.OWN),
    _get("/mailbox/show/<int:letter_id>", SIGNED_IN, Scope.OWN, "letter", answers=404),  # none of these got it
    _get("/work/list/", WORKING, Scope.OWN),
    _post("/work/export", WORKING, Scope.OWN, answers=200),
    *(
        Route(method, f"/work/{act}/<{name}>", WORKING, Scope.OWN, answers, ("work",))
        for method, act, name, answers in (
            ("GET", "show", "pk", ROW_OR_NOT),
            ("GET", "told", "int:pk", ROW_OR_NOT),
            ("POST", "stop", "int:pk", frozenset({303, 404})),
        )
    ),
    _get("/documents/list/", WORKING, Scope.ORGANISATION),
    _post("/documents/export", WORKING, Scope.ORGANISATION, answers=200),
    Route("GET", "/documents/show/<pk>", WORKING, Scope.ORGANISATION, ROW_OR_NOT, ("document",)),
    # The bytes of the furnished ones aren't there: tests of its own ask for real ones.
    Route("GET", "/documents/file/<int:pk>", WORKING, Scope.ORGANISATION, ROW_OR_NOT, ("document",)),
    *_register("/issued", UNMASKING, Scope.ORGANISATION, "issued"),
    # Anybody may ask about anybody's document, by its bytes: tests of its own say what is answered.
    _get("/copies/", SIGNED_IN, Scope.NONE),
    _post("/copies/", SIGNED_IN, Scope.NONE),
    _get("/relation-files/add/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _post("/relation-files/add/<int:relation_id>", ADMINISTRATOR, Scope.ORGANISATION, "relation"),
    _get("/relation-files/remove/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "attachment"),
    _post("/relation-files/remove/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "attachment"),
    *_register("/failed-jobs", CENTRAL, Scope.OFFICE, "failed_job"),
    _get("/failed-jobs/again/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    _post("/failed-jobs/again/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    _get("/failed-jobs/drop/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    _post("/failed-jobs/drop/<pk>", CENTRAL, Scope.OFFICE, "failed_job"),
    *_register("/imports", BROWSING, Scope.ORGANISATION, "import"),
    _post("/imports/failed/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import", answers=200),
    _get("/imports/undo/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "import"),
    _post("/imports/undo/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "import"),
    _get("/import/", ADMINISTRATOR, Scope.ORGANISATION),
    _post("/import/", ADMINISTRATOR, Scope.ORGANISATION),
    _get("/import/<any(people, rights):kind>", ADMINISTRATOR, Scope.NONE, "import_kind"),
    _post("/import/<any(people, rights):kind>", ADMINISTRATOR, Scope.NONE, "import_kind"),
    _get("/import/columns/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import"),
    _post("/import/columns/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import"),
    _get("/import/check/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import"),
    _post("/import/check/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import", answers=303),
    _get("/import/confirm/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import"),
    _post("/import/confirm/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import"),
    _post("/import/drop/<int:pk>", ADMINISTRATOR, Scope.ORGANISATION, "checked_import", answers=409),
    _get("/tool-owners/of/<int:tool_id>", CENTRAL, Scope.OFFICE, "tool"),
    _post("/tool-owners/of/<int:tool_id>", CENTRAL, Scope.OFFICE, "tool"),
    _get("/tool-owners/dismiss/<int:tool_id>/<int:person_id>", CENTRAL, Scope.OFFICE, "tool", "person"),
    _post(
        "/tool-owners/dismiss/<int:tool_id>/<int:person_id>", CENTRAL, Scope.OFFICE, "tool", "person", answers=303
    ),
    # Names of who administers, to anybody who signed in, whatever organisation it is.
    _get("/administrators/", SIGNED_IN, Scope.NONE),
    _get("/administrators/of/<int:organisation_id>", SIGNED_IN, Scope.NONE, "organisation"),
    _get("/registrations/list/", SIGNED_IN, Scope.OWN),
    _post("/registrations/export", SIGNED_IN, Scope.OWN, answers=200),
    _get("/registrations/new", SIGNED_IN, Scope.OWN),
    _post("/registrations/new", SIGNED_IN, Scope.OWN),
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
    _get("/registrations/decide/<pk>", CENTRAL, Scope.OFFICE, "handed_in"),
    _post("/registrations/decide/<pk>", CENTRAL, Scope.OFFICE, "handed_in"),
    _get(
        "/import/template/<any(people, rights):kind>/<any(csv, xlsx):form>",
        ADMINISTRATOR,
        Scope.NONE,
        "import_kind",
        "form",
    ),
)
# What fills the places of an address that aren't a row's number.
WORDS = {
    "locale": "fr",
    "token": "nothing-that-was-ever-given",
    "reference": "nothing-that-was-ever-given",
    "filename": "app.css",
    "form": "csv",
    "import_kind": "rights",
    "kind_of_paper": "signed_terms",
    "gate": "itsme",
}


def address(route: Route, ids: dict[str, int]) -> str:
    """The route's address with these rows' numbers in its places."""
    path = route.path
    for name in route.ids:
        start, end = path.index("<"), path.index(">")
        path = f"{path[:start]}{WORDS.get(name, ids.get(name))}{path[end + 1 :]}"
    return path
