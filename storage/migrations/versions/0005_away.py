"""days on which people are away"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ASKED_ABOUT = sa.text("ask_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "away",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("reason", AutoString(), nullable=False),
        sa.Column("reason_words", sa.Text(), nullable=False),
        sa.Column("behaviour", AutoString(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.Column("ask_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_away_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_away"),
    )
    op.create_index("ix_away_person_id", "away", ["person_id"])
    op.create_index(
        "ix_away_ask",
        "away",
        ["ask_at"],
        postgresql_where=ASKED_ABOUT,
        sqlite_where=ASKED_ABOUT,
    )


def downgrade() -> None:
    op.drop_table("away")
