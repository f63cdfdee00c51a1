"""The first codes and required fields of the FIU; and no two reports of an office with one reference."""

import hashlib
import json
from datetime import UTC, date, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "054"
down_revision = "052"
branch_labels = None
depends_on = None

_CODES = Path(__file__).with_name("goaml_1.json")
_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)


def upgrade() -> None:
    data = json.loads(_CODES.read_text(encoding="utf-8"))
    written = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    codes = sa.table(
        "aml_report_profile",
        sa.column("since", sa.Date),
        sa.column("source", sa.String),
        sa.column("data", JSONB),
        sa.column("print", sa.LargeBinary),
        sa.column("loaded_at", sa.DateTime(timezone=True)),
    )
    op.bulk_insert(
        codes,
        [
            {
                # XML is taken since that day.
                "since": date(2024, 10, 1),
                "source": "First codes, until the list of the FIU is loaded",
                "data": data,
                "print": hashlib.sha256(written.encode()).digest(),
                "loaded_at": _BEGAN,
            }
        ],
    )
    op.execute(
        "create unique index uq_aml_fiu_report_fiu_reference on aml_fiu_report (organisation_id, fiu_reference)"
        " where fiu_reference <> ''"
    )


def downgrade() -> None:
    op.execute("drop index uq_aml_fiu_report_fiu_reference")
    op.execute("alter table aml_fiu_file disable trigger user")
    op.execute("delete from aml_fiu_file")
    op.execute("alter table aml_fiu_file enable trigger user")
    op.execute("delete from aml_report_profile")
