"""Importing rights: a list of people with the right each is to get, and, for who is new, the relation to begin.

Rows are decided as a single grant is (app/rights/rules.py); the statements are in rights_import_sets.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.errors import Refusal
from app.events import Tag
from app.imports import cells
from app.imports.columns import Column
from app.imports.kinds import Acts, Kind, offer
from app.organisations import people_import
from app.policy import Permission
from app.rights import rights_import_sets as sets

_PEOPLE = {column.name: column for column in people_import.COLUMNS}


def _of_people(name: str, **changed: Any) -> Column:
    return replace(_PEOPLE[name], needed=False, filled=False, **changed)


COLUMNS = (
    _PEOPLE["number"],
    _of_people("family_name"),
    _of_people("given_names"),
    Column("right", ("Recht", "Droit", "Right"), cells.words(200),
           ("soort recht", "rechten", "toegang", "type de droit", "accès", "droits", "kind of right", "access"),
           needed=True, filled=True,
           examples=("Burgerzaken raadplegen", "Consulter la population", "Consult population files")),
    Column("tool", ("Toepassing", "Application", "Tool"), cells.words(200),
           ("tool", "applicatie", "programma", "outil", "programme", "application")),
    Column("part", ("Onderdeel", "Partie", "Part"), cells.words(200),
           ("deel", "wijk", "module", "contextwaarde", "quartier", "valeur de contexte", "context value")),
    Column("first_day", _PEOPLE["first_day"].heads, cells.day,
           (*_PEOPLE["first_day"].synonyms[:5], "du", "début", "date de début", "from", "start", "start date"),
           needed=True, filled=True, examples=("01/04/2027",) * 3),
    Column("last_day", _PEOPLE["last_day"].heads, cells.day,
           ("tot", "tot en met", "t/m", "einde", "einddatum", "au", "jusqu'au", "fin", "date de fin", "until",
            "to", "end", "end date"), examples=("31/03/2028",) * 3),
    Column("reason", ("Reden", "Motif", "Reason"), cells.words(500), ("motivering", "motivation", "waarom")),
    _of_people("birth_date", examples=("",) * 3),
    _of_people("sex", examples=("",) * 3),
    _of_people("category", examples=("",) * 3),
    _of_people("type", examples=("",) * 3),
    _of_people("function", examples=("",) * 3),
    _of_people("email", examples=("",) * 3),
    _of_people("phone", examples=("",) * 3),
    Column("relation_first", ("Relatie vanaf", "Relation dès le", "Relation from"), cells.day,
           ("eerste dag van de relatie", "datum in dienst", "in dienst", "indiensttreding",
            "premier jour de la relation", "date d'entrée", "entrée en service", "first day of the relation")),
    Column("relation_last", ("Relatie tot en met", "Relation jusqu’au", "Relation until"), cells.day,
           ("laatste dag van de relatie", "datum uit dienst", "uit dienst", "uitdiensttreding",
            "dernier jour de la relation", "date de sortie", "last day of the relation")),
)  # fmt: skip
_STAGED = {
    **people_import.WHO,
    **people_import.RELATION,
    "relation_first": "date",
    "relation_last": "date",
    "right_name": "varchar(200)",
    "tool_name": "varchar(200)",
    "part_name": "varchar(200)",
    "first_day": "date",
    "last_day": "date",
    "reason": "varchar(500)",
}
# Filled in while judging: the person, the kind of right and the part, the relation; `relation` is the same for all
# rows on one relation, and `begins` marks the row that makes it.
_FOUND = {
    "here": "boolean",
    "known_as": "boolean",
    "kind_id": "bigint",
    "kinds": "integer",
    "context": "varchar(200)",
    "membership_id": "bigint",
    "relation": "bytea",
    "begins": "boolean",
}


def _stage(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row whose cells are good each by itself: are they together?"""
    first, last = values["first_day"], values.get("last_day")
    if last is not None and last < first:
        raise Refusal("rights.right.end_before_begin", field="last_day")
    begins, ends = values.get("relation_first"), values.get("relation_last")
    if begins is not None and ends is not None and ends < begins:
        raise Refusal("organisations.relation.end_before_begin", field="relation_last")
    return (
        *people_import.who(values),
        values.get("category"),
        values.get("type"),
        values.get("function") or "",
        values.get("email") or "",
        values.get("phone") or "",
        begins,
        ends,
        values["right"],
        values.get("tool") or "",
        values.get("part") or "",
        first,
        last,
        values.get("reason") or "",
        *(None for _ in _FOUND),
    )


RIGHTS = offer(
    Kind(
        name="rights",
        permission=Permission.RIGHT_GRANT,
        shown=("given_names", "family_name", "right"),
        columns=COLUMNS,
        staged={**_STAGED, **_FOUND},
        stage=_stage,
        judge=sets.JUDGE,
        apply=sets.APPLY,
        judge_undo=sets.JUDGE_UNDO,
        undo=sets.UNDO,
        acts=(
            Acts("right", Tag.RIGHTS_GRANTED, Tag.RIGHTS_REVOKED),
            Acts("relation", Tag.RELATIONS_ADDED, Tag.RELATIONS_ENDED, sets.RELATIONS_MADE, sets.RELATIONS_ENDED),
        ),
    )
)
