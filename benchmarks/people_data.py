# ruff: noqa: E501 - the statements read better whole
"""A database with as many persons as asked for, made by SQL in sets: one relation each, a right for every second.

One government in 300 is a large one, with a tenth of everybody. Names repeat as they do in Belgium: a few are
borne by thousands, most by a handful.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Engine

from benchmarks.filling import filled_with
from models.server import Server

GOVERNMENTS = 300
LARGE = 1
_FAMILY = "array['Peeters','Janssens','Maes','Jacobs','Mertens','Willems','Claes','Goossens','Dubois','Lambert','Wouters','De Smet','Van Damme','Hermans','Martin','Dupont','Évrard','Aerts','Bogaert','Lemaire','Ünal','Vermeulen','Pauwels','Smets','Yilmaz']"
_GIVEN = "array['An','Bram','Chloé','Dirk','Els','Filip','Greet','Hugo','Ines','Joris','Karel','Lien','Mia','Noor','Omar','Pieter','Rik','Sofie','Tom','Ugo','Veerle','Wim','Xavier','Yasmina','Zoé']"
# Three families in ten are named by syllables, so that there are as many rare names as there are people.
_SYLLABLES = "array['bo','cla','dre','el','fran','ger','hul','is','jo','ker','lam','mon','nys','ost','pol','quin','ro','ste','tor','ul','ver','wau','xan','yser','zwa']"

_FILL = (
    f"""insert into organisation (id, kind, government_kind, name, enterprise_number, street, postal_code, place,
        email, language, version, created_at)
    select i, 'local_government', 'municipality', 'Gemeente ' || i,
        lpad((2000000 + i)::text, 8, '0') || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), '', '', '', '', 'nl', 1, now()
    from generate_series(1, {GOVERNMENTS}) i""",
    """insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr, description_en,
        link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself)
    values (1, 'tool', 'Omgevingsloket', 'Guichet', 'Planning desk', '', '', '', '', 'high', '', false, false)""",
    """insert into rights_tool_role (id, tool_id, code, name_nl, name_fr, name_en)
    values (1, 1, 'user', 'gebruiker', 'utilisateur', 'user')""",
    """insert into rights_kind (id, tool_id, role_id, code, max_months, government_kinds, categories, types, name_nl,
        name_fr, name_en)
    values (1, 1, 1, 'local_administrator', 12, '{municipality}', '{employee}', '{standard}', 'Beheerder', 'Administrateur', 'Administrator')""",
    f"""insert into account_person (id, number_hash, number, masked_number, family_name, given_names, birth_date, sex,
        source, version, created_at)
    select i, sha256(('number ' || i)::bytea), '\\x00', to_char(date '1940-01-01' + (i % 24000)::int, 'YY.MM.DD') || '-***.**',
        case when i % 10 < 7 then ({_FAMILY})[1 + (hashint8(i) & 1023) % 25]
            else initcap(({_SYLLABLES})[1 + (hashint8(i + 1) & 1023) % 25] || ({_SYLLABLES})[1 + (hashint8(i + 2) & 1023) % 25]
                || ({_SYLLABLES})[1 + (hashint8(i + 3) & 1023) % 25]) end,
        ({_GIVEN})[1 + (hashint8(i + 7) & 1023) % 25], date '1940-01-01' + (i % 24000)::int, 'female', 'register', 1, now()
    from generate_series(1::bigint, :people) i""",
    f"""insert into organisation_membership (organisation_id, id, person_id, category, type, state, first_day,
        function, email, phone, note, sort_name, version, created_at)
    select case when i % 10 = 0 then {LARGE} else 2 + i % {GOVERNMENTS - 1} end, i, i, 'employee', 'standard', 'confirmed',
        '2020-01-01', '', '', '', '', p.sort_name, 1, now()
    from generate_series(1::bigint, :people) i join account_person p on p.id = i""",
    """insert into ab_user (id, username, first_name, last_name, email, active, person_id)
    values (1, 'bench', '', '', 'bench@example.invalid', true, null),
        (2, 'bench.local', '', '', 'local@example.invalid', true, 10)""",
    "insert into account_staff_role (account_id, role, first_day) values (1, 'central', '2020-01-01')",
    """insert into rights_right (organisation_id, id, membership_id, person_id, kind_id, context, first_day, last_day,
        max_months, reason, granted_at, granted_by, known_from, version)
    select m.organisation_id, m.id, m.id, m.person_id, 1, '', current_date - 200, current_date + 100 + (m.id % 60)::int, 12, '',
        now() - interval '200 days', 1, now(), 1
    from organisation_membership m where m.id % 2 = 0""",
)


def peopled(people: int) -> AbstractContextManager[tuple[Server, Engine]]:
    """A server of its own with that many persons, vacuumed; gone afterwards. Yields it and the owner's engine."""
    return filled_with(_FILL, people=people)
