"""Details get a birth date, a sex and a photo; a reported problem its tool, its error and its picture.

A picture may be handed in by who isn't signed in, so a document may be nobody's; and who leaves without having
done anything leaves his exports nobody's.
"""

import sqlalchemy as sa
from alembic import op

revision = "023"
down_revision = "022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("account_profile", sa.Column("birth_date", sa.Date(), nullable=True))
    op.add_column("account_profile", sa.Column("sex", sa.String(10), nullable=False, server_default="unknown"))
    op.add_column("account_profile", sa.Column("photo", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_account_profile_sex"), "account_profile", "sex in ('male', 'female', 'unknown')"
    )
    op.create_check_constraint(
        op.f("ck_account_profile_photo"), "account_profile", "octet_length(photo) <= 524288"
    )
    op.add_column("case_report", sa.Column("tool_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f("fk_case_report_tool_id"), "case_report", "rights_tool", ["tool_id"], ["id"])
    op.create_index("ix_case_report_tool_id", "case_report", ["tool_id"])
    for name, length in (("error_text", 1000), ("browsers_tried", 200), ("protection", 200)):
        op.add_column("case_report", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.alter_column("document", "account_id", nullable=True)
    _document_key("SET NULL")
    op.create_index("ix_document_account_id", "document", ["account_id"])
    op.execute("grant update (expires_at) on document to house_office")


def downgrade() -> None:
    op.execute("revoke update (expires_at) on document from house_office")
    op.drop_index("ix_document_account_id", "document")
    _document_key(None)
    op.alter_column("document", "account_id", nullable=False)
    for name in ("protection", "browsers_tried", "error_text"):
        op.drop_column("case_report", name)
    op.drop_index("ix_case_report_tool_id", "case_report")
    op.drop_constraint(op.f("fk_case_report_tool_id"), "case_report", type_="foreignkey")
    op.drop_column("case_report", "tool_id")
    op.drop_constraint(op.f("ck_account_profile_photo"), "account_profile")
    op.drop_constraint(op.f("ck_account_profile_sex"), "account_profile")
    for name in ("photo", "sex", "birth_date"):
        op.drop_column("account_profile", name)


def _document_key(ondelete: str | None) -> None:
    op.drop_constraint("fk_document_account_id", "document", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_document_account_id"), "document", "ab_user", ["account_id"], ["id"], ondelete=ondelete
    )
