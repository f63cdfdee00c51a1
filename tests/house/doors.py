"""What can be said of a door of the house: who may use it, whose rows stand behind it, how it is guarded."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

PUBLIC = frozenset(
    {
        "anonymous",
        "person",
        "owner",
        "administrator",
        "manager",
        "aml",
        "helpdesk",
        "finance",
        "counter",
        "central",
    }
)
SIGNED_IN = PUBLIC - {"anonymous"}
MANAGER = frozenset({"manager"})
AML = frozenset({"aml"})
# Who works for an organisation.
MEMBERS = MANAGER | AML
ADMINISTRATOR = frozenset({"administrator"})
CENTRAL = frozenset({"central"})
KEEPING = frozenset({"central", "owner"})
BROWSING = frozenset({"administrator", "helpdesk", "central"})
UNMASKING = frozenset({"administrator", "central"})
IMPORTING = UNMASKING | MEMBERS
DESK = frozenset({"helpdesk", "central"})
STAFF = frozenset({"helpdesk", "finance", "counter", "central"})
WORKING = ADMINISTRATOR | MEMBERS | STAFF
FILING = ADMINISTRATOR | MANAGER | STAFF


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
    # What a POST gets that none of our pages made; another answer than 400 where tools ask, not forms.
    unread: int = 400

    @property
    def csrf(self) -> bool:
        return self.method == "POST"


def get(
    path: str,
    who: frozenset[str],
    scope: Scope,
    *ids: str,
    answers: int = 200,
    cache: str = "no-store",
    because: str = "",
) -> Route:
    return Route("GET", path, who, scope, frozenset({answers}), ids, cache, because)


def post(path: str, who: frozenset[str], scope: Scope, *ids: str, answers: int = 422) -> Route:
    return Route("POST", path, who, scope, frozenset({answers}), ids)


def register(base: str, who: frozenset[str], scope: Scope, kind: str) -> tuple[Route, ...]:
    return (
        get(f"{base}/list/", who, scope),
        get(f"{base}/show/<pk>", who, scope, kind),
        post(f"{base}/export", who, scope, answers=200),
    )


def catalogue(
    base: str, kind: str, who: frozenset[str] = CENTRAL, reads: frozenset[str] = SIGNED_IN
) -> tuple[Route, ...]:
    """An owner changes what is of his own tools; of another's he is refused."""
    own, sent = (frozenset({200, 403}), frozenset({422, 403})) if who != CENTRAL else ({200}, {422})
    return (
        *register(base, reads, Scope.NONE, kind),
        get(f"{base}/add", who, Scope.NONE),
        post(f"{base}/add", who, Scope.NONE),
        Route("GET", f"{base}/edit/<pk>", who, Scope.NONE, frozenset(own), (kind,)),
        Route("POST", f"{base}/edit/<pk>", who, Scope.NONE, frozenset(sent), (kind,)),
    )


def saved_views(base: str, kind: str) -> tuple[Route, ...]:
    """Whose view it is decides: a colleague's, shared with administrators, is there for them alone, to open."""
    there, gone = frozenset({200, 404}), frozenset({404})
    return (
        get(f"{base}/list/", SIGNED_IN, Scope.OWN),
        Route("GET", f"{base}/show/<pk>", SIGNED_IN, Scope.ORGANISATION, there, (kind,)),
        post(f"{base}/export", SIGNED_IN, Scope.OWN, answers=200),
        post(f"{base}/save", SIGNED_IN, Scope.OWN, answers=404),  # of no list
        Route("GET", f"{base}/edit/<pk>", SIGNED_IN, Scope.ORGANISATION, there, (kind,)),
        Route("POST", f"{base}/edit/<pk>", SIGNED_IN, Scope.ORGANISATION, frozenset({303, 404}), (kind,)),
        Route("POST", f"{base}/replace/<pk>", SIGNED_IN, Scope.ORGANISATION, frozenset({403, 404}), (kind,)),
        Route("GET", f"{base}/delete/<pk>", SIGNED_IN, Scope.ORGANISATION, gone, (kind,)),
        Route("POST", f"{base}/delete/<pk>", SIGNED_IN, Scope.ORGANISATION, gone, (kind,)),
    )


# What fills the places of an address that aren't a row's number.
WORDS = {
    "locale": "fr",
    "token": "nothing-that-was-ever-given",
    "reference": "nothing-that-was-ever-given",
    "filename": "app.css",
    "provider": "practice_bank",
    "month": "2027-02",
    "invoiced_month": "2026-06",  # in which everything of a furnished organisation began
    "form": "csv",
    "import_kind": "rights",
    "kind_of_paper": "signed_terms",
    "gate": "itsme",
    "hand_what": "all",
    "answer": "yes",
    "rule_code": "ID1",
    "matter_kind": "contact",
    "file_number": "1",
    "report_part": "plan",
    "figure_code": "contacts.level.raised",
    "new_number": "0998000138",
    "plan": "bronze",
    "policy_kind": "procedure",
    "case_form": "start",
    "case_page": "mandate",
}


def address(route: Route, ids: dict[str, int]) -> str:
    """The route's address with these rows' numbers in its places."""
    path = route.path
    for name in route.ids:
        start, end = path.index("<"), path.index(">")
        path = f"{path[:start]}{WORDS.get(name, ids.get(name))}{path[end + 1 :]}"
    return path
