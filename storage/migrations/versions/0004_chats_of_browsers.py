"""chats of browsers, and the address of a person's calendar"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bubble",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("sent_at", UTCDateTime(), nullable=False),
        sa.Column("changed_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_bubble_account_id_account"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_bubble"),
    )
    op.create_index("ix_bubble_changed_at", "bubble", ["changed_at"])
    op.create_index("ix_bubble_chat", "bubble", ["account_id", "seq"])
    op.add_column("person", sa.Column("calendar_key", AutoString(), nullable=True))
    op.create_index("ix_person_calendar_key", "person", ["calendar_key"], unique=True)


def downgrade() -> None:
    op.drop_index("ix_person_calendar_key", table_name="person")
    op.drop_column("person", "calendar_key")
    op.drop_table("bubble")
