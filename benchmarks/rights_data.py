# ruff: noqa: E501 - the statements read better whole
"""A database with as many rights as asked for, made by SQL in sets: 300 governments, four rights a relation."""

from __future__ import annotations

from contextlib import AbstractContextManager

from sqlalchemy import Engine

from benchmarks.filling import filled_with
from models.server import Server

GOVERNMENTS = 300
KINDS = 24
_NAMES = "array['Peeters','Janssens','Maes','Jacobs','Mertens','Willems','Claes','Goossens','Dubois','Lambert']"
_GIVEN = "array['An','Bram','Chloé','Dirk','Els','Filip','Greet','Hugo','Ines','Joris','Karel','Lien','Mia']"

FILL = (
    f"""insert into organisation (id, kind, government_kind, name, enterprise_number, street, postal_code, place,
        email, language, version, created_at)
    select i, 'local_government', 'municipality', 'Gemeente ' || i,
        lpad((2000000 + i)::text, 8, '0') || lpad((97 - (2000000 + i) % 97)::text, 2, '0'), '', '', '', '', 'nl', 1, now()
    from generate_series(1, {GOVERNMENTS}) i""",
    """insert into rights_tool (id, code, name_nl, name_fr, name_en, description_nl, description_fr, description_en,
        link, key_level, helpdesk_email, admits_legal_representative, usable_as_oneself)
    select i, 'tool-' || i, 'Toepassing ' || i, 'Application ' || i, 'Tool ' || i, '', '', '', '', 'high', '', false, false
    from generate_series(1, 12) i""",
    """insert into rights_tool_role (id, tool_id, code, name_nl, name_fr, name_en)
    select i, i, 'user', 'gebruiker', 'utilisateur', 'user' from generate_series(1, 12) i""",
    f"""insert into rights_kind (id, tool_id, role_id, code, max_months, government_kinds, categories, types, name_nl,
        name_fr, name_en)
    select i, 1 + i % 12, 1 + i % 12, 'kind-' || i, 12, '{{municipality}}', '{{employee}}', '{{standard}}',
        'Recht ' || i, 'Droit ' || i, 'Right ' || i
    from generate_series(1, {KINDS}) i""",
    f"""insert into account_person (id, masked_number, family_name, given_names, birth_date, sex, source, version,
        created_at)
    select i, '85.07.30-***.**', ({_NAMES})[1 + i % 10] || ' ' || i, ({_GIVEN})[1 + i % 13], '1985-07-30', 'female',
        'register', 1, now()
    from generate_series(1, :people) i""",
    f"""insert into organisation_membership (organisation_id, id, person_id, category, type, state, first_day,
        function, email, phone, note, sort_name, version, created_at)
    select 1 + i % {GOVERNMENTS}, i, i, 'employee', 'standard', 'confirmed', '2020-01-01', '', '', '', '', p.sort_name,
        1, now()
    from generate_series(1, :people) i join account_person p on p.id = i""",
    """insert into ab_user (id, username, first_name, last_name, email, active, person_id)
    values (1, 'bench', '', '', 'bench@example.invalid', true, null)""",
    "insert into account_staff_role (account_id, role, first_day) values (1, 'central', '2020-01-01')",
    f"""insert into rights_right (organisation_id, id, membership_id, person_id, kind_id, context, first_day, last_day,
        max_months, reason, granted_at, granted_by, known_from, version)
    select 1 + (1 + i / 4) % {GOVERNMENTS}, i + 1, 1 + i / 4, 1 + i / 4, 1 + (i % 4) * 6, '',
        date '2024-01-01' + (i * 7919 % 1000)::int, date '2024-01-01' + (i * 7919 % 1000)::int + 300, 12, '',
        timestamptz '2024-01-01' + i * interval '1 minute', 1, now(), 1
    from generate_series(0::bigint, :people * 4 - 1) i""",
    """insert into event (organisation_id, uid, tag, subject_kind, subject_id, person_id, actor_id, session_reference,
        address, happened_at, facts, seal)
    select organisation_id, gen_random_uuid(), 'rights.right.granted', 'right', id, person_id, 1, '', '', granted_at,
        jsonb_build_object('first_day', first_day, 'last_day', last_day), ''::bytea
    from rights_right""",
)


def filled(rights: int) -> AbstractContextManager[tuple[Server, Engine]]:
    """A server of its own with that many rights, vacuumed; gone afterwards. Yields it and the owner's engine."""
    return filled_with(FILL, people=rights // 4)
