# ruff: noqa: S608 - no statement holds anything that was typed
"""Importing people with their relations to a local government: columns, what a row becomes, and its undoing.

A person is attached by full number only. Who is known elsewhere keeps his name, and it isn't shown when the file
says another; then the row is refused, because a number with a typing error may be somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.errors import Refusal
from app.events import Tag
from app.imports import cells
from app.imports.columns import Column
from app.imports.kinds import Acts, Kind, offer, problem
from app.imports.national_number import NATIONAL_NUMBER
from app.policy import Permission
from models import keyring
from models.accounts import NUMBER
from models.values import NationalNumber, RelationCategory, RelationType, Sex

_SEXES = {
    **dict.fromkeys(("v", "f", "vrouw", "vrouwelijk", "femme", "féminin", "female", "woman"), Sex.FEMALE),
    **dict.fromkeys(("m", "h", "man", "mannelijk", "homme", "masculin", "male"), Sex.MALE),
    **dict.fromkeys(("x", "u", "onbekend", "inconnu", "unknown"), Sex.UNKNOWN),
}
_CATEGORIES = {
    **dict.fromkeys(
        ("employee", "werknemer", "medewerker", "personeel", "personeelslid", "intern", "travailleur", "employé",
         "membre du personnel", "interne"),
        RelationCategory.EMPLOYEE,
    ),
    **dict.fromkeys(
        ("external", "extern", "externe", "externe medewerker", "collaborateur externe"), RelationCategory.EXTERNAL
    ),
}  # fmt: skip
_TYPES = {
    **dict.fromkeys(("standard", "standaard", "gewoon", "ordinaire"), RelationType.STANDARD),
    **dict.fromkeys(
        ("secretary", "secretaris", "algemeen directeur", "secretaris, algemeen directeur", "secrétaire",
         "directeur général", "secrétaire, directeur général", "secretary, general director", "general director"),
        RelationType.SECRETARY,
    ),
}  # fmt: skip


COLUMNS = (
    NATIONAL_NUMBER,
    Column("family_name", ("Naam", "Nom", "Name"), cells.name,
           ("familienaam", "achternaam", "nom de famille", "family name", "last name", "surname"),
           needed=True, filled=True, examples=("Peeters",) * 3),
    Column("given_names", ("Voornamen", "Prénoms", "First names"), cells.name,
           ("voornaam", "prénom", "first name", "given name", "given names"),
           needed=True, filled=True, examples=("An",) * 3),
    Column("birth_date", ("Geboortedatum", "Date de naissance", "Birth date"), cells.day,
           ("geb. datum", "geboren op", "geboren", "né le", "née le", "naissance", "date of birth", "born"),
           examples=("02/04/1979",) * 3),
    Column("sex", ("Geslacht", "Sexe", "Sex"), cells.one_of(_SEXES), ("genre", "gender", "m/v", "m/f"), words=Sex,
           examples=("V", "F", "F")),
    Column("category", ("Categorie", "Catégorie", "Category"), cells.one_of(_CATEGORIES), ("cat",),
           words=RelationCategory, examples=("werknemer", "employé", "employee")),
    Column("type", ("Type", "Type", "Type"), cells.one_of(_TYPES), ("soort", "type relatie", "type de relation"),
           words=RelationType, examples=("standaard", "standard", "standard")),
    Column("function", ("Functie", "Fonction", "Function"), cells.words(200),
           ("functietitel", "job", "beroep", "poste", "titre", "job title", "position", "role"),
           examples=("Dossierbehandelaar", "Gestionnaire de dossiers", "Case handler")),
    Column("email", ("E-mail", "E-mail", "E-mail"), cells.address,
           ("e-mailadres", "mail", "mailadres", "werkmail", "adresse e-mail", "courriel", "adresse électronique",
            "e-mail address", "work e-mail"), examples=("an.peeters@example.be",) * 3),
    Column("phone", ("Telefoon", "Téléphone", "Phone"), cells.phone,
           ("telefoonnummer", "tel", "gsm", "mobiel", "numéro de téléphone", "tél", "portable", "telephone",
            "phone number", "mobile"), examples=("02 555 01 02",) * 3),
    Column("first_day", ("Eerste dag", "Premier jour", "First day"), cells.day,
           ("van", "vanaf", "begin", "begindatum", "startdatum", "datum in dienst", "in dienst", "indiensttreding",
            "du", "début", "date de début", "date d'entrée", "entrée en service", "from", "start", "start date"),
           needed=True, filled=True, examples=("01/04/2027",) * 3),
    Column("last_day", ("Laatste dag", "Dernier jour", "Last day"), cells.day,
           ("tot", "tot en met", "t/m", "einde", "einddatum", "datum uit dienst", "uit dienst", "uitdiensttreding",
            "au", "jusqu'au", "fin", "date de fin", "date de sortie", "until", "to", "end", "end date"),
           examples=("31/03/2028",) * 3),
)  # fmt: skip
# Who somebody is, as every list with people stages it, in the order of `who`.
WHO = {
    "number": "bytea",
    "number_hash": "bytea",
    "masked_number": "varchar(20)",
    "family_name": "varchar(200)",
    "given_names": "varchar(200)",
    "birth_date": "date",
    "sex": "varchar(10)",
}
# And what is said of his relation, but for its days.
RELATION = {
    "category": "varchar(20)",
    "type": "varchar(20)",
    "function": "varchar(200)",
    "email": "varchar(320)",
    "phone": "varchar(40)",
}
_STAGED = {
    **WHO,
    **RELATION,
    "first_day": "date",
    "last_day": "date",
    # Filled in while judging: what the person is here, and until when the relation will run.
    "here": "boolean",
    "known_as": "boolean",
    "until": "date",
}


def who(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """What a row says of somebody; '' for a name left out. Raises Refusal where cells and number differ."""
    number: NationalNumber = values["number"]
    born: date | None = values.get("birth_date")
    sex: Sex | None = values.get("sex")
    told = number.birth_date
    if born is not None and told is not None and born != told:
        raise Refusal("imports.people.born_otherwise", field="birth_date")
    if sex not in (None, Sex.UNKNOWN) and number.sex not in (None, sex):
        raise Refusal("imports.people.other_sex", field="sex")
    ring = keyring.installed()
    return (
        ring.encrypt(number.digits, NUMBER),
        ring.lookup_hash(number.digits),
        number.masked(),
        values.get("family_name") or "",
        values.get("given_names") or "",
        born or told,
        sex if sex not in (None, Sex.UNKNOWN) else number.sex or Sex.UNKNOWN,
    )


def _stage(values: Mapping[str, Any]) -> tuple[Any, ...]:
    """A row whose cells are good each by itself: are they together?"""
    first, last = values["first_day"], values.get("last_day")
    if last is not None and last < first:
        raise Refusal("organisations.relation.end_before_begin", field="last_day")
    return (
        *who(values),
        values.get("category") or RelationCategory.EMPLOYEE,
        values.get("type") or RelationType.STANDARD,
        values.get("function") or None,
        values.get("email") or None,
        values.get("phone") or None,
        first,
        last,
        None,
        None,
        None,
    )


GOOD = "s.problems = '[]'"
MET = "one.first_day <= coalesce({0}, 'infinity') and {1} <= coalesce(one.last_day, 'infinity')"
SAME_NAME = (
    "(p.family_name, p.given_names) = (s.family_name, s.given_names) or ("
    "house_sort_name(p.family_name) = house_sort_name(s.family_name)"
    " and split_part(house_sort_name(p.given_names), ' ', 1) = split_part(house_sort_name(s.given_names), ' ', 1))"
)
# For every list with people: fills `person_id`, `known_as` and `here`; nobody else touches their relations then.
KNOW_THEM = (
    # Who is known, by full number; and whether he is known here, where his name may be seen.
    f"""update import_staged s set person_id = p.id, known_as = {SAME_NAME},
        here = exists (select from organisation_membership m where m.organisation_id = :organisation_id
            and m.person_id = p.id and m.state <> 'withdrawn')
    from house_persons_by_numbers((select array_agg(distinct number_hash) from import_staged)) p
    where p.number_hash = s.number_hash""",
    # From here to the end of the transaction nobody else changes the relations of these people.
    """with theirs as materialized (select m.id from organisation_membership m
        where m.organisation_id = :organisation_id
            and m.person_id in (select person_id from import_staged where here)
        order by m.id for update) select count(*) from theirs""",
)
NAME_THEM = (
    f"""update import_staged s set problems = {problem("imports.people.name_differs", "family_name")}
    where {GOOD} and not s.known_as and not s.here""",
    f"""update import_staged s set problems = {problem("imports.people.other_name", "family_name", line="f.line")}
    from (select distinct on (number_hash) number_hash, line, family_name, given_names from import_staged
        where problems = '[]' and person_id is null order by number_hash, line) f
    where {GOOD} and s.number_hash = f.number_hash and s.line <> f.line
        and (s.family_name, s.given_names) is distinct from (f.family_name, f.given_names)""",
)
# The first row about somebody nobody knows makes the person; the others are about him too.
_FIRST_OF_EACH = """update import_staged s set verdict = 'attached'
    from (select number_hash, min(line) as line from import_staged where verdict = 'created'
        group by number_hash having count(*) > 1) f
    where s.verdict = 'created' and s.number_hash = f.number_hash and s.line > f.line"""
_NAME_NOTED = f"""update import_staged s set problems = {problem("imports.people.name_noted", "family_name")}
    where s.verdict <> 'rejected' and s.here and not s.known_as"""
# Known here under another name: said, not refused; the register's names are corrected elsewhere.
TELL_APART = (_FIRST_OF_EACH, _NAME_NOTED)
_JUDGE = (
    *KNOW_THEM,
    *NAME_THEM,
    # Twice in the file: the same relation, or two that overlap. The first one counts.
    f"""update import_staged s set problems = {problem("imports.row.twice", "", line="f.line")}
    from (select number_hash, category, type, first_day, min(line) as line from import_staged
        where problems = '[]' group by 1, 2, 3, 4 having count(*) > 1) f
    where {GOOD} and s.number_hash = f.number_hash and s.category = f.category and s.type = f.type
        and s.first_day = f.first_day and s.line > f.line""",
    f"""update import_staged s set problems = {problem("imports.people.overlaps_row", "first_day", line="f.line")}
    from (select other.line as later, min(one.line) as line from import_staged one
        join import_staged other on other.number_hash = one.number_hash and other.category = one.category
            and other.type = one.type and other.line > one.line
        where one.problems = '[]' and other.problems = '[]'
            and {MET.format("other.last_day", "other.first_day")}
        group by other.line) f
    where s.line = f.later""",
    # The relation that stands already, if one does; an empty cell leaves what is known.
    f"""update import_staged s set subject_id = m.id, subject_version = m.version,
        until = coalesce(s.last_day, m.last_day),
        before = jsonb_build_object('last_day', m.last_day, 'function', m.function, 'email', m.email,
            'phone', m.phone)
    from organisation_membership m
    where {GOOD} and s.here and m.organisation_id = :organisation_id and m.person_id = s.person_id
        and m.account_id is null and m.category = s.category and m.type = s.type and m.first_day = s.first_day
        and m.state = 'confirmed'""",
    "update import_staged s set until = s.last_day where s.subject_id is null and s.last_day is not null",
    f"""update import_staged s set problems = {
        problem("imports.people.overlaps", "first_day", first_day="one.first_day", last_day="one.last_day")
    }
    from organisation_membership one
    where {GOOD} and s.here and one.organisation_id = :organisation_id and one.person_id = s.person_id
        and one.account_id is null
        and one.category = s.category and one.type = s.type and one.state = 'confirmed'
        and one.id is distinct from s.subject_id and {MET.format("s.until", "s.first_day")}""",
    f"""update import_staged s set problems = {problem("organisations.relation.rights_stand", "last_day")}
    from organisation_membership m
    where {GOOD} and s.subject_id = m.id and m.organisation_id = :organisation_id
        and s.until < coalesce(m.last_day, 'infinity')
        and house_relation_carries(:organisation_id, m.id, s.until)""",
    """update import_staged s set verdict = case
        when s.problems <> '[]' then 'rejected'
        when s.subject_id is not null then case
            when s.until is not distinct from (s.before ->> 'last_day')::date
                and coalesce(s.function, s.before ->> 'function') = s.before ->> 'function'
                and coalesce(s.email, s.before ->> 'email') = s.before ->> 'email'
                and coalesce(s.phone, s.before ->> 'phone') = s.before ->> 'phone'
            then 'unchanged' else 'updated' end
        when s.person_id is not null then 'attached' else 'created' end""",
    *TELL_APART,
)
NEW = "s.verdict in ('created', 'attached')"
LOST = problem("imports.row.changed_meanwhile", "")
MAKE_THEM = (
    "update import_staged s set person_id = nextval('account_person_id_seq') where s.verdict = 'created'",
    """update import_staged s set person_id = f.person_id from import_staged f
    where s.verdict = 'attached' and s.person_id is null and f.verdict = 'created'
        and f.number_hash = s.number_hash""",
    # In the order of the key: two governments that bring the same people wait for each other, and no more.
    """insert into account_person (id, number, number_hash, masked_number, family_name, given_names, birth_date,
        sex, source, version, created_at)
    select person_id, number, number_hash, masked_number, family_name, given_names, birth_date,
        sex, 'hand', 1, :now
    from import_staged where verdict = 'created' order by number_hash on conflict do nothing""",
    f"""update import_staged s set verdict = 'rejected', problems = {LOST}
    where {NEW} and s.number_hash in (select number_hash from import_staged where verdict = 'created')
        and s.person_id not in (select p.id from house_persons_by_numbers(
            (select array_agg(number_hash) from import_staged where verdict = 'created')) p)""",
)
_APPLY = (
    *MAKE_THEM,
    f"""update import_staged s set subject_id = nextval('organisation_membership_id_seq'), subject_version = 1
    where {NEW}""",
    f"""with made as (insert into organisation_membership (organisation_id, id, person_id, category, type, state,
            first_day, last_day, function, email, phone, note, version, created_at)
        select :organisation_id, s.subject_id, s.person_id, s.category, s.type, 'confirmed',
            s.first_day, s.last_day, coalesce(s.function, ''), coalesce(s.email, ''), coalesce(s.phone, ''),
            '', 1, :now
        from import_staged s where {NEW} order by s.line on conflict do nothing returning id)
    update import_staged s set verdict = 'rejected', problems = {LOST}
    where {NEW} and s.subject_id not in (select id from made)""",
    """with changed as (update organisation_membership m set last_day = s.until,
            function = coalesce(s.function, m.function), email = coalesce(s.email, m.email),
            phone = coalesce(s.phone, m.phone), version = m.version + 1
        from import_staged s where s.verdict = 'updated' and m.organisation_id = :organisation_id
            and m.id = s.subject_id returning m.id, m.version)
    update import_staged s set subject_version = changed.version from changed where changed.id = s.subject_id""",
)
_MADE = "t.verdict in ('created', 'attached')"
_LEFT = "update import_taken t set undo = 'kept', undo_code = '{0}' from organisation_membership m where"
_OF_IT = " t.undo is null and m.organisation_id = :organisation_id and m.id = t.subject_id"
_JUDGE_UNDO = (
    """with theirs as materialized (select m.id from organisation_membership m
        where m.organisation_id = :organisation_id and m.id in (select subject_id from import_taken)
        order by m.id for update) select count(*) from theirs""",
    f"""{_LEFT.format("imports.undo.used")}{_OF_IT}
        and {_MADE} and house_relation_was_used(:organisation_id, m.id)""",
    f"""{_LEFT.format("imports.undo.changed_since")}{_OF_IT}
        and (m.version <> t.subject_version or m.state <> 'confirmed'
            or t.verdict = 'updated' and t.before is null)""",
    f"""{_LEFT.format("imports.undo.used")}{_OF_IT} and t.verdict = 'updated'
        and house_relation_carries(:organisation_id, m.id, (t.before ->> 'last_day')::date)""",
    f"""{_LEFT.format("imports.undo.overlaps")}{_OF_IT} and t.verdict = 'updated'
        and exists (select from organisation_membership one where one.organisation_id = :organisation_id
            and one.person_id = m.person_id and one.category = m.category and one.type = m.type
            and one.state = 'confirmed' and one.id <> m.id and one.account_id is null
            and {MET.format("(t.before ->> 'last_day')::date", "m.first_day")})""",
    "update import_taken set undo = 'taken_back' where undo is null",
)
_UNDO = (
    f"""update organisation_membership m set state = 'withdrawn', version = m.version + 1 from import_taken t
    where t.undo = 'taken_back' and {_MADE} and m.organisation_id = :organisation_id and m.id = t.subject_id""",
    """update organisation_membership m set last_day = (t.before ->> 'last_day')::date,
        function = t.before ->> 'function', email = t.before ->> 'email', phone = t.before ->> 'phone',
        version = m.version + 1 from import_taken t
    where t.undo = 'taken_back' and t.verdict = 'updated' and m.organisation_id = :organisation_id
        and m.id = t.subject_id""",
    # An import of before finds its rows as it left them.
    """update import_row r set subject_version = t.subject_version + 1 from import_taken t
    where t.undo = 'taken_back' and t.verdict = 'updated' and r.organisation_id = :organisation_id
        and r.subject_id = t.subject_id and r.subject_version = t.subject_version - 1""",
)
PEOPLE = offer(
    Kind(
        name="people",
        permission=Permission.RELATION_ADD,
        shown=("given_names", "family_name"),
        columns=COLUMNS,
        staged=_STAGED,
        stage=_stage,
        judge=_JUDGE,
        apply=_APPLY,
        judge_undo=_JUDGE_UNDO,
        undo=_UNDO,
        acts=(
            Acts(
                "relation",
                Tag.RELATIONS_ADDED,
                Tag.RELATIONS_ENDED,
                taken_ids="select subject_id from import_taken where undo = 'taken_back' and verdict <> 'updated'",
            ),
        ),
    )
)
