"""assignments of many cells, open and settled, by one index"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

PUBLISHED = sa.text("published_at IS NOT NULL")
OPEN = sa.text("published_at IS NOT NULL AND settled_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_assignment_open", table_name="assignment")
    op.create_index(
        "ix_assignment_published",
        "assignment",
        ["unit_id", "settled_at"],
        postgresql_where=PUBLISHED,
        sqlite_where=PUBLISHED,
    )


def downgrade() -> None:
    op.drop_index("ix_assignment_published", table_name="assignment")
    op.create_index(
        "ix_assignment_open",
        "assignment",
        ["unit_id"],
        postgresql_where=OPEN,
        sqlite_where=OPEN,
    )
