"""The lists that are loaded: of the EU, the UN and Belgium, and what OpenSanctions gathers."""

import sqlalchemy as sa
from alembic import op

revision = "043"
down_revision = "042"
branch_labels = None
depends_on = None

# code, form, Dutch, French, English, called old after so many days
_LISTS = (
    ("eu", "eu", "EU-sanctielijst", "Liste de sanctions de l’UE", "EU sanctions list", 30),
    ("un", "un", "VN-sanctielijst", "Liste de sanctions de l’ONU", "UN sanctions list", 60),
    ("belgium", "belgium", "Belgische nationale lijst", "Liste nationale belge", "Belgian national list", 180),
    (
        "opensanctions",
        "targets",
        "Sancties wereldwijd (OpenSanctions)",
        "Sanctions dans le monde (OpenSanctions)",
        "Sanctions worldwide (OpenSanctions)",
        7,
    ),
    (
        "peps",
        "entities",
        "Politiek prominente personen (OpenSanctions)",
        "Personnes politiquement exposées (OpenSanctions)",
        "Politically exposed persons (OpenSanctions)",
        7,
    ),
)


def upgrade() -> None:
    columns = ("code", "form", "name_nl", "name_fr", "name_en", "warn_after")
    table = sa.table("aml_list", *(sa.column(name) for name in columns))
    op.bulk_insert(table, [dict(zip(columns, one, strict=True)) for one in _LISTS])


def downgrade() -> None:
    op.execute("delete from aml_list")
