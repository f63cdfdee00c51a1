"""The first rules of vigilance, and the lists of countries in force: those of the EU."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "045"
down_revision = "044"
branch_labels = None
depends_on = None

_RULES = Path(__file__).with_name("rules_1.json")
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
_COUNTRIES = (
    (
        "high_risk",
        date(2026, 1, 29),
        "EU, high-risk third countries, as in force on 29 January 2026",
        "AF DZ AO BO VG CM CI KP CD HT IR KE LA LB MC MM NA NP RU SS SY TT VU VE VN YE",
    ),
    (
        "tax",
        date(2026, 2, 17),
        "EU, non-cooperative jurisdictions for tax purposes, 17 February 2026",
        "AS AI GU PW PA RU TC VI VU VN",
    ),
)


def upgrade() -> None:
    data = json.loads(_RULES.read_text(encoding="utf-8"))
    written = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    rules = sa.table(
        "aml_rule_set",
        sa.column("number", sa.BigInteger),
        sa.column("state", sa.String),
        sa.column("data", JSONB),
        sa.column("print", sa.LargeBinary),
        sa.column("made_at", sa.DateTime(timezone=True)),
        sa.column("published_at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(
        rules,
        [
            {
                "number": 1,
                "state": "published",
                "data": data,
                "print": hashlib.sha256(written.encode()).digest(),
                "made_at": _BEGAN,
                "published_at": _BEGAN,
            }
        ],
    )
    lists = sa.table(
        "aml_country_list",
        sa.column("code", sa.String),
        sa.column("since", sa.Date),
        sa.column("source", sa.String),
        sa.column("countries", ARRAY(sa.String(2))),
        sa.column("loaded_at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(
        lists,
        [
            {"code": code, "since": since, "source": source, "countries": countries.split(), "loaded_at": _BEGAN}
            for code, since, source, countries in _COUNTRIES
        ],
    )


def downgrade() -> None:
    op.execute("alter table aml_rule_set disable trigger house_rule_set_published")
    op.execute("delete from aml_rule_set")
    op.execute("alter table aml_rule_set enable trigger house_rule_set_published")
    op.execute("delete from aml_country_list")
