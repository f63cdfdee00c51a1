"""The tables, the framework's included, and the function that sorts names (Citroën beside Citroen)."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        """create function house_sort_name(value text) returns text
        language sql immutable strict parallel safe set search_path = public, pg_catalog
        as $$ select lower(public.unaccent('public.unaccent'::regdictionary, value)) $$"""
    )
    op.create_table(
        "ab_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("label", sa.String(length=150), nullable=True),
        sa.Column("description", sa.String(length=512), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "ab_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "ab_register_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("registration_date", sa.DateTime(), nullable=True),
        sa.Column("registration_hash", sa.String(length=256), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "ab_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "ab_view_menu",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=250), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    op.create_table(
        "account_person",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("number", sa.LargeBinary(), nullable=True),
        sa.Column("number_hash", sa.LargeBinary(), nullable=True),
        sa.Column("masked_number", sa.String(length=20), nullable=False),
        sa.Column("family_name", sa.String(length=200), nullable=False),
        sa.Column("given_names", sa.String(length=200), nullable=False),
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed("house_sort_name(family_name || ' ' || given_names)", persisted=True),
            nullable=False,
        ),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("anonymised_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("sex in ('male', 'female', 'unknown')", name=op.f("ck_account_person_sex")),
        sa.CheckConstraint(
            "source in ('register', 'hand', 'card', 'number')", name=op.f("ck_account_person_source")
        ),
        sa.CheckConstraint(
            "(number is null) = (number_hash is null)", name=op.f("ck_account_person_number_and_hash")
        ),
        sa.CheckConstraint("octet_length(number_hash) = 32", name=op.f("ck_account_person_number_hash")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_person")),
        sa.UniqueConstraint("number_hash", name=op.f("uq_account_person_number_hash")),
    )
    op.create_index("ix_account_person_sort_name_id", "account_person", ["sort_name", "id"], unique=False)
    op.create_index(
        "ix_account_person_sort_name_trigram",
        "account_person",
        ["sort_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )
    op.create_table(
        "event",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("tag", sa.String(length=80), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("session_reference", sa.String(length=16), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("payload_hash", sa.LargeBinary(), nullable=True),
        sa.Column("seal", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_happened_at_id", "event", ["happened_at", "id"], unique=False)
    op.create_index("ix_event_id", "event", ["id"], unique=False)
    op.create_index(
        "ix_event_organisation_id_happened_at_id", "event", ["organisation_id", "happened_at", "id"], unique=False
    )
    op.create_index(
        "ix_event_organisation_id_subject_kind_subject_id_id",
        "event",
        ["organisation_id", "subject_kind", "subject_id", "id"],
        unique=False,
    )
    op.create_index("ix_event_person_id_id", "event", ["person_id", "id"], unique=False)
    op.create_table(
        "event_payload",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_by", sa.String(length=80), server_default="", nullable=False),
        sa.Column("erased_why", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "event_id", name=op.f("pk_event_payload")),
    )
    op.create_index("ix_event_payload_person_id", "event_payload", ["person_id"], unique=False)
    op.create_table(
        "event_seal",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("event_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("event_hashes", postgresql.ARRAY(postgresql.BYTEA()), nullable=False),
        sa.Column("previous_hash", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "number", name=op.f("pk_event_seal")),
    )
    op.create_table(
        "event_waiting",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", "event_id", name=op.f("pk_event_waiting")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("government_kind", sa.String(length=24), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", sa.Text(), sa.Computed("house_sort_name(name)", persisted=True), nullable=False),
        sa.Column("enterprise_number", sa.String(length=10), nullable=False),
        sa.Column("ovo_code", sa.String(length=9), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(kind = 'local_government') = (government_kind is not null)", name=op.f("ck_organisation_government")
        ),
        sa.CheckConstraint(
            "enterprise_number ~ '^[01][0-9]{9}$' and substr(enterprise_number, 9)::int"
            " = 97 - substr(enterprise_number, 1, 8)::int % 97",
            name=op.f("ck_organisation_enterprise_number"),
        ),
        sa.CheckConstraint(
            "government_kind in ('municipality', 'city', 'province', 'social_welfare', 'other')",
            name=op.f("ck_organisation_government_kind"),
        ),
        sa.CheckConstraint(
            "kind in ('enterprise', 'local_government', 'owners_association')", name=op.f("ck_organisation_kind")
        ),
        sa.CheckConstraint("language in ('nl', 'fr', 'en')", name=op.f("ck_organisation_language")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("enterprise_number", name=op.f("uq_organisation_enterprise_number")),
        sa.UniqueConstraint("ovo_code", name=op.f("uq_organisation_ovo_code")),
    )
    op.create_index("ix_organisation_sort_name_id", "organisation", ["sort_name", "id"], unique=False)
    op.create_table(
        "rights_tool",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("description_nl", sa.Text(), nullable=False),
        sa.Column("description_fr", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("key_level", sa.String(length=10), nullable=False),
        sa.Column("helpdesk_email", sa.String(length=320), nullable=False),
        sa.Column("admits_legal_representative", sa.Boolean(), nullable=False),
        sa.Column("usable_as_oneself", sa.Boolean(), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("key_level in ('basic', 'code', 'high')", name=op.f("ck_rights_tool_key_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_tool")),
        sa.UniqueConstraint("code", name=op.f("uq_rights_tool_code")),
    )
    op.create_index("ix_rights_tool_name_nl_id", "rights_tool", ["name_nl", "id"], unique=False)
    op.create_table(
        "ab_group_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["ab_group.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("group_id", "role_id"),
    )
    op.create_index("idx_group_id", "ab_group_role", ["group_id"], unique=False)
    op.create_index("idx_group_role_id", "ab_group_role", ["role_id"], unique=False)
    op.create_table(
        "ab_permission_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_id", sa.Integer(), nullable=False),
        sa.Column("view_menu_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_id"],
            ["ab_permission.id"],
        ),
        sa.ForeignKeyConstraint(
            ["view_menu_id"],
            ["ab_view_menu.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("permission_id", "view_menu_id"),
    )
    op.create_index("idx_permission_id", "ab_permission_view", ["permission_id"], unique=False)
    op.create_index("idx_view_menu_id", "ab_permission_view", ["view_menu_id"], unique=False)
    op.create_table(
        "ab_user",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(length=64), nullable=False),
        sa.Column("last_name", sa.String(length=64), nullable=False),
        sa.Column("username", sa.String(length=128), nullable=False),
        sa.Column("password", sa.String(length=256), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("last_login", sa.DateTime(), nullable=True),
        sa.Column("login_count", sa.Integer(), nullable=True),
        sa.Column("fail_login_count", sa.Integer(), nullable=True),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("changed_on", sa.DateTime(), nullable=True),
        sa.Column("created_by_fk", sa.Integer(), nullable=True),
        sa.Column("changed_by_fk", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=2), server_default="nl", nullable=False),
        sa.Column("session_version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by_fk"],
            ["ab_user.id"],
        ),
        sa.ForeignKeyConstraint(
            ["created_by_fk"],
            ["ab_user.id"],
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_ab_user_person_id")),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
        sa.UniqueConstraint("person_id", name=op.f("uq_ab_user_person_id")),
        sa.UniqueConstraint("username"),
    )
    op.create_table(
        "organisation_membership",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("type", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("organisation_id"), "="),
            (sa.column("person_id"), "="),
            (sa.column("category"), "="),
            (sa.column("type"), "="),
            (sa.literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=sa.text("state = 'confirmed'"),
            using="gist",
            name="ex_organisation_membership_overlap",
        ),
        sa.CheckConstraint(
            "category in ('employee', 'external')", name=op.f("ck_organisation_membership_category")
        ),
        sa.CheckConstraint(
            "state in ('awaiting_confirmation', 'confirmed', 'ended', 'refused')",
            name=op.f("ck_organisation_membership_state"),
        ),
        sa.CheckConstraint("type in ('standard', 'secretary')", name=op.f("ck_organisation_membership_type")),
        sa.CheckConstraint(
            "last_day is null or last_day >= first_day", name=op.f("ck_organisation_membership_period")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_membership_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["account_person.id"], name=op.f("fk_organisation_membership_person_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_organisation_membership")),
    )
    op.create_index("ix_organisation_membership_id", "organisation_membership", ["id"], unique=False)
    op.create_index(
        "ix_organisation_membership_organisation_id_person_id",
        "organisation_membership",
        ["organisation_id", "person_id"],
        unique=False,
    )
    op.create_index(
        "ix_organisation_membership_organisation_id_sort_name_id",
        "organisation_membership",
        ["organisation_id", "sort_name", "id"],
        unique=False,
    )
    op.create_index("ix_organisation_membership_person_id", "organisation_membership", ["person_id"], unique=False)
    op.create_index(
        "ix_organisation_membership_sort_name_id", "organisation_membership", ["sort_name", "id"], unique=False
    )
    op.create_index(
        "ix_organisation_membership_sort_name_trigram",
        "organisation_membership",
        ["sort_name"],
        unique=False,
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )
    op.create_table(
        "rights_tool_owner",
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_rights_tool_owner_person_id")),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f("fk_rights_tool_owner_tool_id")),
        sa.PrimaryKeyConstraint("tool_id", "person_id", name=op.f("pk_rights_tool_owner")),
    )
    op.create_table(
        "rights_tool_role",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f("fk_rights_tool_role_tool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_tool_role")),
        sa.UniqueConstraint("tool_id", "code", name=op.f("uq_rights_tool_role_tool_id_code")),
        sa.UniqueConstraint("tool_id", "id", name=op.f("uq_rights_tool_role_tool_id_id")),
    )
    op.create_index("ix_rights_tool_role_name_nl_id", "rights_tool_role", ["name_nl", "id"], unique=False)
    op.create_table(
        "ab_api_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("key_hash", sa.String(length=256), nullable=False),
        sa.Column("lookup_hash", sa.String(length=256), nullable=True),
        sa.Column("key_prefix", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_on", sa.DateTime(), nullable=True),
        sa.Column("expires_on", sa.DateTime(), nullable=True),
        sa.Column("revoked_on", sa.DateTime(), nullable=True),
        sa.Column("last_used_on", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("lookup_hash"),
        sa.UniqueConstraint("uuid"),
    )
    op.create_index("idx_api_key_lookup_hash", "ab_api_key", ["lookup_hash"], unique=True)
    op.create_index("idx_api_key_prefix", "ab_api_key", ["key_prefix"], unique=False)
    op.create_index("idx_api_key_user_id", "ab_api_key", ["user_id"], unique=False)
    op.create_table(
        "ab_permission_view_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("permission_view_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["permission_view_id"], ["ab_permission_view.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("permission_view_id", "role_id"),
    )
    op.create_index("idx_permission_view_id", "ab_permission_view_role", ["permission_view_id"], unique=False)
    op.create_index("idx_role_id", "ab_permission_view_role", ["role_id"], unique=False)
    op.create_table(
        "ab_user_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["group_id"], ["ab_group.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "group_id"),
    )
    op.create_index("idx_user_group_id", "ab_user_group", ["group_id"], unique=False)
    op.create_index("idx_user_id", "ab_user_group", ["user_id"], unique=False)
    op.create_table(
        "ab_user_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("role_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["role_id"], ["ab_role.id"], ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["ab_user.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("user_id", "role_id"),
    )
    op.create_table(
        "account_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("device_hash", sa.LargeBinary(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_account_attempt_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_attempt")),
    )
    op.create_index(
        "ix_account_attempt_address_hash_tried_at", "account_attempt", ["address_hash", "tried_at"], unique=False
    )
    op.create_index(
        "ix_account_attempt_name_hash_tried_at", "account_attempt", ["name_hash", "tried_at"], unique=False
    )
    op.create_index("ix_account_attempt_tried_at_id", "account_attempt", ["tried_at", "id"], unique=False)
    op.create_index("ix_account_attempt_reference", "account_attempt", ["reference"], unique=False)
    op.create_table(
        "account_one_time_link",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_one_time_link_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_one_time_link")),
    )
    op.create_index("ix_account_one_time_link_account_id", "account_one_time_link", ["account_id"], unique=False)
    op.create_table(
        "account_session",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("account_version", sa.BigInteger(), nullable=False),
        sa.Column("key_level", sa.String(length=10), nullable=False),
        sa.Column(
            "content", postgresql.JSONB(astext_type=sa.Text()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "key_level in ('none', 'basic', 'code', 'high')", name=op.f("ck_account_session_key_level")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ab_user.id"], name=op.f("fk_account_session_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_account_session")),
        sa.UniqueConstraint("reference", name=op.f("uq_account_session_reference")),
    )
    op.create_index("ix_account_session_account_id", "account_session", ["account_id"], unique=False)
    op.create_index("ix_account_session_ends_at", "account_session", ["ends_at"], unique=False)
    op.create_table(
        "account_staff_role",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role in ('helpdesk', 'finance', 'counter', 'central')", name=op.f("ck_account_staff_role_role")
        ),
        sa.CheckConstraint("last_day is null or last_day >= first_day", name=op.f("ck_account_staff_role_period")),
        sa.ForeignKeyConstraint(["account_id"], ["ab_user.id"], name=op.f("fk_account_staff_role_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_staff_role")),
    )
    op.create_index("ix_account_staff_role_account_id", "account_staff_role", ["account_id"], unique=False)
    op.create_index("ix_account_staff_role_first_day_id", "account_staff_role", ["first_day", "id"], unique=False)
    op.create_table(
        "rights_kind",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tool_id", sa.BigInteger(), nullable=False),
        sa.Column("role_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("max_months", sa.SmallInteger(), nullable=False),
        sa.Column("offered", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("government_kinds", postgresql.ARRAY(sa.String(length=24)), nullable=False),
        sa.Column("categories", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("types", postgresql.ARRAY(sa.String(length=20)), nullable=False),
        sa.Column("asks_context", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.CheckConstraint("categories <> '{}'", name=op.f("ck_rights_kind_categories")),
        sa.CheckConstraint("types <> '{}'", name=op.f("ck_rights_kind_types")),
        sa.CheckConstraint("max_months between 1 and 120", name=op.f("ck_rights_kind_max_months")),
        sa.ForeignKeyConstraint(
            ["tool_id", "role_id"],
            ["rights_tool_role.tool_id", "rights_tool_role.id"],
            name=op.f("fk_rights_kind_tool_id_role_id"),
        ),
        sa.ForeignKeyConstraint(["tool_id"], ["rights_tool.id"], name=op.f("fk_rights_kind_tool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_kind")),
        sa.UniqueConstraint("code", name=op.f("uq_rights_kind_code")),
    )
    op.create_index("ix_rights_kind_name_nl_id", "rights_kind", ["name_nl", "id"], unique=False)
    op.create_index("ix_rights_kind_tool_id", "rights_kind", ["tool_id"], unique=False)
    op.create_table(
        "rights_context_value",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name_nl", sa.String(length=200), nullable=False),
        sa.Column("name_fr", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("version", sa.BigInteger(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["kind_id"], ["rights_kind.id"], name=op.f("fk_rights_context_value_kind_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rights_context_value")),
        sa.UniqueConstraint("kind_id", "code", name=op.f("uq_rights_context_value_kind_id_code")),
    )
    op.create_index("ix_rights_context_value_name_nl_id", "rights_context_value", ["name_nl", "id"], unique=False)
    op.create_table(
        "rights_right",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("membership_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind_id", sa.BigInteger(), nullable=False),
        sa.Column("context", sa.String(length=200), server_default="", nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("max_months", sa.SmallInteger(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=False),
        sa.Column("granted_under_id", sa.BigInteger(), nullable=True),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("revoke_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("form_key", sa.String(length=64), nullable=True),
        sa.Column("version", sa.BigInteger(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("organisation_id"), "="),
            (sa.column("membership_id"), "="),
            (sa.column("kind_id"), "="),
            (sa.column("context"), "="),
            (sa.literal_column("daterange(first_day, last_day, '[]')"), "&&"),
            where=sa.text("revoked_at is null"),
            using="gist",
            name="ex_rights_right_overlap",
        ),
        sa.CheckConstraint(
            "last_day <= (first_day + make_interval(months => max_months::int) - interval '1 day')::date",
            name=op.f("ck_rights_right_maximum"),
        ),
        sa.CheckConstraint(
            "(revoked_at is null) = (revoked_on is null) and (revoked_at is null) = (revoked_by is null)",
            name=op.f("ck_rights_right_revoked"),
        ),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_rights_right_period")),
        sa.ForeignKeyConstraint(["granted_by"], ["ab_user.id"], name=op.f("fk_rights_right_granted_by")),
        sa.ForeignKeyConstraint(["kind_id"], ["rights_kind.id"], name=op.f("fk_rights_right_kind_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "membership_id"],
            ["organisation_membership.organisation_id", "organisation_membership.id"],
            name=op.f("fk_rights_right_organisation_id_membership_id"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_rights_right_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["account_person.id"], name=op.f("fk_rights_right_person_id")),
        sa.ForeignKeyConstraint(["revoked_by"], ["ab_user.id"], name=op.f("fk_rights_right_revoked_by")),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_right")),
        sa.UniqueConstraint("organisation_id", "form_key", name=op.f("uq_rights_right_organisation_id_form_key")),
    )
    op.create_index("ix_rights_right_first_day_id", "rights_right", ["first_day", "id"], unique=False)
    op.create_index("ix_rights_right_granted_at_id", "rights_right", ["granted_at", "id"], unique=False)
    op.create_index("ix_rights_right_id", "rights_right", ["id"], unique=False)
    op.create_index("ix_rights_right_kind_id", "rights_right", ["kind_id"], unique=False)
    op.create_index("ix_rights_right_last_day_id", "rights_right", ["last_day", "id"], unique=False)
    op.create_index(
        "ix_rights_right_organisation_id_first_day_id",
        "rights_right",
        ["organisation_id", "first_day", "id"],
        unique=False,
    )
    op.create_index(
        "ix_rights_right_organisation_id_granted_at_id",
        "rights_right",
        ["organisation_id", "granted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_rights_right_organisation_id_last_day_id",
        "rights_right",
        ["organisation_id", "last_day", "id"],
        unique=False,
    )
    op.create_index(
        "ix_rights_right_organisation_id_membership_id",
        "rights_right",
        ["organisation_id", "membership_id"],
        unique=False,
    )
    op.create_index("ix_rights_right_person_id_kind_id", "rights_right", ["person_id", "kind_id"], unique=False)
    op.create_table(
        "rights_period",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("right_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("known_until", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("known_until >= known_from", name=op.f("ck_rights_period_known")),
        sa.ForeignKeyConstraint(
            ["organisation_id", "right_id"],
            ["rights_right.organisation_id", "rights_right.id"],
            name=op.f("fk_rights_period_organisation_id_right_id"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id", name=op.f("pk_rights_period")),
    )
    op.create_index("ix_rights_period_id", "rights_period", ["id"], unique=False)
    op.create_index(
        "ix_rights_period_organisation_id_right_id", "rights_period", ["organisation_id", "right_id"], unique=False
    )


def downgrade() -> None:
    op.drop_index("ix_rights_period_organisation_id_right_id", table_name="rights_period")
    op.drop_index("ix_rights_period_id", table_name="rights_period")
    op.drop_table("rights_period")
    op.drop_index("ix_rights_right_person_id_kind_id", table_name="rights_right")
    op.drop_index("ix_rights_right_organisation_id_membership_id", table_name="rights_right")
    op.drop_index("ix_rights_right_organisation_id_last_day_id", table_name="rights_right")
    op.drop_index("ix_rights_right_organisation_id_granted_at_id", table_name="rights_right")
    op.drop_index("ix_rights_right_organisation_id_first_day_id", table_name="rights_right")
    op.drop_index("ix_rights_right_last_day_id", table_name="rights_right")
    op.drop_index("ix_rights_right_kind_id", table_name="rights_right")
    op.drop_index("ix_rights_right_id", table_name="rights_right")
    op.drop_index("ix_rights_right_granted_at_id", table_name="rights_right")
    op.drop_index("ix_rights_right_first_day_id", table_name="rights_right")
    op.drop_table("rights_right")
    op.drop_index("ix_rights_context_value_name_nl_id", table_name="rights_context_value")
    op.drop_table("rights_context_value")
    op.drop_index("ix_rights_kind_tool_id", table_name="rights_kind")
    op.drop_index("ix_rights_kind_name_nl_id", table_name="rights_kind")
    op.drop_table("rights_kind")
    op.drop_index("ix_account_staff_role_first_day_id", table_name="account_staff_role")
    op.drop_index("ix_account_staff_role_account_id", table_name="account_staff_role")
    op.drop_table("account_staff_role")
    op.drop_index("ix_account_session_ends_at", table_name="account_session")
    op.drop_index("ix_account_session_account_id", table_name="account_session")
    op.drop_table("account_session")
    op.drop_index("ix_account_one_time_link_account_id", table_name="account_one_time_link")
    op.drop_table("account_one_time_link")
    op.drop_index("ix_account_attempt_tried_at_id", table_name="account_attempt")
    op.drop_index("ix_account_attempt_reference", table_name="account_attempt")
    op.drop_index("ix_account_attempt_name_hash_tried_at", table_name="account_attempt")
    op.drop_index("ix_account_attempt_address_hash_tried_at", table_name="account_attempt")
    op.drop_table("account_attempt")
    op.drop_table("ab_user_role")
    op.drop_index("idx_user_id", table_name="ab_user_group")
    op.drop_index("idx_user_group_id", table_name="ab_user_group")
    op.drop_table("ab_user_group")
    op.drop_index("idx_role_id", table_name="ab_permission_view_role")
    op.drop_index("idx_permission_view_id", table_name="ab_permission_view_role")
    op.drop_table("ab_permission_view_role")
    op.drop_index("idx_api_key_user_id", table_name="ab_api_key")
    op.drop_index("idx_api_key_prefix", table_name="ab_api_key")
    op.drop_index("idx_api_key_lookup_hash", table_name="ab_api_key")
    op.drop_table("ab_api_key")
    op.drop_index("ix_rights_tool_role_name_nl_id", table_name="rights_tool_role")
    op.drop_table("rights_tool_role")
    op.drop_table("rights_tool_owner")
    op.drop_index(
        "ix_organisation_membership_sort_name_trigram",
        table_name="organisation_membership",
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )
    op.drop_index("ix_organisation_membership_sort_name_id", table_name="organisation_membership")
    op.drop_index("ix_organisation_membership_person_id", table_name="organisation_membership")
    op.drop_index("ix_organisation_membership_organisation_id_sort_name_id", table_name="organisation_membership")
    op.drop_index("ix_organisation_membership_organisation_id_person_id", table_name="organisation_membership")
    op.drop_index("ix_organisation_membership_id", table_name="organisation_membership")
    op.drop_table("organisation_membership")
    op.drop_table("ab_user")
    op.drop_index("idx_view_menu_id", table_name="ab_permission_view")
    op.drop_index("idx_permission_id", table_name="ab_permission_view")
    op.drop_table("ab_permission_view")
    op.drop_index("idx_group_role_id", table_name="ab_group_role")
    op.drop_index("idx_group_id", table_name="ab_group_role")
    op.drop_table("ab_group_role")
    op.drop_index("ix_rights_tool_name_nl_id", table_name="rights_tool")
    op.drop_table("rights_tool")
    op.drop_index("ix_organisation_sort_name_id", table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("event_waiting")
    op.drop_table("event_seal")
    op.drop_index("ix_event_payload_person_id", table_name="event_payload")
    op.drop_table("event_payload")
    op.drop_index("ix_event_person_id_id", table_name="event")
    op.drop_index("ix_event_organisation_id_subject_kind_subject_id_id", table_name="event")
    op.drop_index("ix_event_organisation_id_happened_at_id", table_name="event")
    op.drop_index("ix_event_id", table_name="event")
    op.drop_index("ix_event_happened_at_id", table_name="event")
    op.drop_table("event")
    op.drop_index(
        "ix_account_person_sort_name_trigram",
        table_name="account_person",
        postgresql_using="gin",
        postgresql_ops={"sort_name": "gin_trgm_ops"},
    )
    op.drop_index("ix_account_person_sort_name_id", table_name="account_person")
    op.drop_table("account_person")
    op.drop_table("ab_view_menu")
    op.drop_table("ab_role")
    op.drop_table("ab_register_user")
    op.drop_table("ab_permission")
    op.drop_table("ab_group")
    op.execute("drop function house_sort_name(text)")
