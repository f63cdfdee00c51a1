"""Doors of organisations and their tools: joining, members, branches, who uses what, and the business register."""

from __future__ import annotations

from tests.house.doors import CENTRAL, DESK, MANAGER, PUBLIC, SIGNED_IN, Route, Scope, get, post, register

# Whose row it is decides: others of the same role find nothing there.
ROW_OR_NOT, SENT_OR_NOT = frozenset({200, 404}), frozenset({422, 404})
# Tools that sign people in through us. To them no form of ours counts, and without a known client nothing is done.
OF_TOOLS: tuple[Route, ...] = (
    get("/.well-known/openid-configuration", PUBLIC, Scope.NONE),
    get("/oidc/jwks", PUBLIC, Scope.NONE),
    get("/oidc/authorize", PUBLIC, Scope.OWN, answers=422),
    post("/oidc/authorize", PUBLIC, Scope.OWN, answers=422),
    get("/oidc/onward", PUBLIC, Scope.NONE),
    post("/oidc/again", PUBLIC, Scope.OWN, answers=303),
    post("/oidc/token", PUBLIC, Scope.NONE, answers=400),
    post("/oidc/revoke", PUBLIC, Scope.NONE, answers=400),
    post("/oidc/introspect", PUBLIC, Scope.NONE, answers=400),
    get("/oidc/userinfo", PUBLIC, Scope.NONE, answers=401),
    Route("POST", "/oidc/userinfo", PUBLIC, Scope.NONE, frozenset({401}), unread=401),
    # Who isn't signed in is out already; anybody else is asked first.
    Route("GET", "/oidc/logout", PUBLIC, Scope.OWN, frozenset({200, 303})),
    Route("POST", "/oidc/logout", PUBLIC, Scope.NONE, frozenset({303}), unread=303),
    post("/oidc/sign-out", PUBLIC, Scope.OWN, answers=303),
    *register("/tool-clients", DESK, Scope.OFFICE, "tool_client"),
    get("/tool-clients/add", CENTRAL, Scope.OFFICE),
    post("/tool-clients/add", CENTRAL, Scope.OFFICE),
    *(
        door(f"/tool-clients/{act}/<pk>", CENTRAL, Scope.OFFICE, "tool_client")
        for act in ("edit", "secret")
        for door in (get, post)
    ),
)
OF_ORGANISATIONS: tuple[Route, ...] = (
    get("/catalogue/", PUBLIC, Scope.NONE),
    get("/our-tools/", SIGNED_IN, Scope.OWN),
    get("/enter/<int:tool_id>", SIGNED_IN, Scope.OWN, "tool", answers=403),
    post("/enter/<int:tool_id>", SIGNED_IN, Scope.OWN, "tool", answers=403),
    get("/our-tools/why/<int:role_id>", SIGNED_IN, Scope.OWN, "tool_role"),
    post("/our-tools/register/<int:tool_id>", MANAGER, Scope.ORGANISATION, "tool", answers=303),
    get("/our-tools/give-up/<int:tool_id>", MANAGER, Scope.ORGANISATION, "our_tool"),
    post("/our-tools/give-up/<int:tool_id>", MANAGER, Scope.ORGANISATION, "our_tool"),
    get("/our-tools/access/<int:tool_id>", MANAGER, Scope.ORGANISATION, "our_tool"),
    post("/our-tools/access/<int:tool_id>", MANAGER, Scope.ORGANISATION, "our_tool", answers=303),
    get("/my-organisations/", SIGNED_IN, Scope.OWN),
    Route(
        "GET", "/my-organisations/show/<int:organisation_id>", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ("organisation",)
    ),
    Route(
        "GET",
        "/my-organisations/change/<int:organisation_id>",
        SIGNED_IN,
        Scope.OWN,
        ROW_OR_NOT,
        ("organisation",),
    ),
    Route(
        "POST",
        "/my-organisations/change/<int:organisation_id>",
        SIGNED_IN,
        Scope.OWN,
        SENT_OR_NOT,
        ("organisation",),
    ),
    Route("GET", "/my-organisations/work/<int:pk>", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ("manager",)),
    Route("POST", "/my-organisations/work/<int:pk>", SIGNED_IN, Scope.OWN, SENT_OR_NOT, ("manager",)),
    Route("GET", "/my-organisations/leave/<int:pk>", SIGNED_IN, Scope.OWN, ROW_OR_NOT, ("manager",)),
    Route("POST", "/my-organisations/leave/<int:pk>", SIGNED_IN, Scope.OWN, SENT_OR_NOT, ("manager",)),
    Route("POST", "/my-organisations/withdraw/<int:pk>", SIGNED_IN, Scope.OWN, frozenset({303, 404}), ("member",)),
    get("/add-organisation/", SIGNED_IN, Scope.NONE),
    get("/add-organisation/join/<int:organisation_id>", SIGNED_IN, Scope.NONE, "organisation"),
    post("/add-organisation/join/<int:organisation_id>", SIGNED_IN, Scope.NONE, "organisation"),
    get("/add-organisation/new/<number>", SIGNED_IN, Scope.NONE, "new_number"),
    post("/add-organisation/new/<number>", SIGNED_IN, Scope.NONE, "new_number"),
    *register("/members", MANAGER | DESK, Scope.ORGANISATION, "member"),
    *(
        door(f"/members/{act}/<int:pk>", MANAGER, Scope.ORGANISATION, "member")
        for act in ("decide", "change", "manager", "end")
        for door in (get, post)
    ),
    get("/members/access/<int:pk>", MANAGER, Scope.ORGANISATION, "manager"),
    post("/members/access/<int:pk>", MANAGER, Scope.ORGANISATION, "manager", answers=303),
    *register("/branches", MANAGER | DESK, Scope.ORGANISATION, "branch"),
    get("/branches/new", MANAGER, Scope.ORGANISATION),
    post("/branches/new", MANAGER, Scope.ORGANISATION),
    *(
        door(f"/branches/{act}/<int:pk>", MANAGER, Scope.ORGANISATION, "branch")
        for act in ("change", "close")
        for door in (get, post)
    ),
    get("/branches/tools/<int:pk>", MANAGER, Scope.ORGANISATION, "branch"),
    post("/branches/tools/<int:pk>", MANAGER, Scope.ORGANISATION, "branch", answers=303),
    get("/members/invite", MANAGER, Scope.ORGANISATION),
    post("/members/invite", MANAGER, Scope.ORGANISATION),
    *register("/takeovers", DESK, Scope.OFFICE, "takeover"),
    get("/takeovers/ask/<int:organisation_id>", CENTRAL, Scope.OFFICE, "organisation"),
    post("/takeovers/ask/<int:organisation_id>", CENTRAL, Scope.OFFICE, "organisation"),
    post(
        "/takeovers/decide/<int:pk>/<any(yes, no):answer>",
        CENTRAL,
        Scope.OFFICE,
        "takeover",
        "answer",
        answers=303,
    ),
    *register("/invitations", MANAGER | DESK, Scope.ORGANISATION, "invitation"),
    post("/invitations/withdraw/<int:pk>", MANAGER, Scope.ORGANISATION, "invitation", answers=303),
    get("/invitation/<token>", PUBLIC, Scope.OWN, "token", answers=404),
    post("/invitation/<token>", PUBLIC, Scope.OWN, "token", answers=404),
    *register("/business-register", DESK, Scope.OFFICE, "business_delivery"),
    get("/business-register/look", CENTRAL, Scope.NONE),
    post("/business-register/look", CENTRAL, Scope.NONE, answers=303),
)
