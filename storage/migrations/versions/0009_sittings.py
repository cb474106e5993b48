"""meetings held by sub-group, and where each sub-group sits"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "meeting",
        sa.Column("by_subgroup", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "sitting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("subgroup", AutoString(), nullable=False),
        sa.Column("at", AutoString(), nullable=False),
        sa.Column("place", AutoString(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_sitting_meeting_id_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_sitting"),
        sa.UniqueConstraint("meeting_id", "subgroup", name="uq_sitting_meeting_id"),
    )


def downgrade() -> None:
    op.drop_table("sitting")
    op.drop_column("meeting", "by_subgroup")
