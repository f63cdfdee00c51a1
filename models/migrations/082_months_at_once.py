"""A month of invoices is frozen in less time: arrays are joined as they are grouped, and lists need fewer indexes.

Documents are issued one after another, so the order of their ids is that of their days and of their numbers.
"""

from alembic import op

revision = "082"
down_revision = "081"
branch_labels = None
depends_on = None

_INDEXES = {
    "ix_wallet_invoice_reference_id": "(reference, id)",
    "ix_wallet_invoice_organisation_id_reference_id": "(organisation_id, reference, id)",
    "ix_wallet_invoice_issued_at_id": "(issued_at, id)",
    "ix_wallet_invoice_organisation_id_issued_at_id": "(organisation_id, issued_at, id)",
}


def upgrade() -> None:
    op.execute("create aggregate house_joined(anycompatiblearray) (sfunc = array_cat, stype = anycompatiblearray)")
    op.execute("revoke all on function house_joined from public")
    op.execute("grant execute on function house_joined to house_office")
    for name in _INDEXES:
        op.execute(f"drop index {name}")
    op.execute("create index ix_wallet_invoice_issued_at on wallet_invoice using brin (issued_at)")


def downgrade() -> None:
    op.execute("drop index ix_wallet_invoice_issued_at")
    for name, columns in _INDEXES.items():
        op.execute(f"create index {name} on wallet_invoice {columns}")
    op.execute("drop aggregate house_joined(anycompatiblearray)")
