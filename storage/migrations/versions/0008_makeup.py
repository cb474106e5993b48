"""make-up sessions and the meeting each makes up for"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

IS_MAKEUP = sa.text("makes_up_id IS NOT NULL")


def upgrade() -> None:
    op.add_column(
        "meeting",
        sa.Column(
            "makes_up_id",
            sa.Integer(),
            sa.ForeignKey("meeting.id", name="fk_meeting_makes_up_id_meeting"),
            nullable=True,
        ),
        inline_references=True,
    )
    op.create_index(
        "ix_meeting_makes_up",
        "meeting",
        ["makes_up_id"],
        postgresql_where=IS_MAKEUP,
        sqlite_where=IS_MAKEUP,
    )


def downgrade() -> None:
    op.drop_index("ix_meeting_makes_up", table_name="meeting")
    op.drop_column("meeting", "makes_up_id")
