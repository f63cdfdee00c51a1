"""Doors of the rules of vigilance and of the lists of countries: who works in the tool reads them, the central
team keeps them."""

from __future__ import annotations

from tests.house.doors import AML, CENTRAL, Route, Scope, get, post, register

READING = AML | CENTRAL
OF_RULES: tuple[Route, ...] = (
    *register("/vigilance-rules", READING, Scope.NONE, "rule_set"),
    get("/rule-drafts/begin", CENTRAL, Scope.NONE),
    post("/rule-drafts/begin", CENTRAL, Scope.NONE),  # there is a draft already
    get("/rule-drafts/show/<int:pk>", CENTRAL, Scope.NONE, "rule_draft"),
    *(
        door(f"/rule-drafts/{act}/<int:pk>", CENTRAL, Scope.NONE, "rule_draft")
        for act in ("thresholds", "try", "publish", "drop")
        for door in (get, post)
    ),
    *(
        door(f"/draft-rules/{act}/<int:pk>/<code>", CENTRAL, Scope.NONE, "rule_draft", "rule_code")
        for act in ("change", "remove")
        for door in (get, post)
    ),
    get("/draft-rules/add/<int:pk>", CENTRAL, Scope.NONE, "rule_draft"),
    post("/draft-rules/add/<int:pk>", CENTRAL, Scope.NONE, "rule_draft"),
    *register("/country-lists", READING, Scope.NONE, "country_list"),
    get("/country-lists/load", CENTRAL, Scope.NONE),
    post("/country-lists/load", CENTRAL, Scope.NONE),
)
