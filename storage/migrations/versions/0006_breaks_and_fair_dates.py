"""breaks of units, fair dates, meetings joined online"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_break",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("name", AutoString(), nullable=False),
        sa.Column("ask_at", UTCDateTime(), nullable=True),
        sa.Column("asked_to", sa.Integer(), nullable=False),
        sa.Column("tell_at", UTCDateTime(), nullable=True),
        sa.Column("told_to", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name="fk_unit_break_unit_id_unit"),
        sa.PrimaryKeyConstraint("id", name="pk_unit_break"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unit_break_unit_id", "unit_break", ["unit_id"])
    _index_where_set("ix_unit_break_ask", "unit_break", "ask_at")
    _index_where_set("ix_unit_break_tell", "unit_break", "tell_at")
    op.create_table(
        "break_answer",
        sa.Column("break_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["break_id"], ["unit_break.id"], name="fk_break_answer_break_id_unit_break"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name="fk_break_answer_person_id_person"
        ),
        sa.PrimaryKeyConstraint("break_id", "person_id", name="pk_break_answer"),
    )
    op.create_table(
        "date_poll",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.JSON(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", UTCDateTime(), nullable=False),
        sa.Column("closes_at", UTCDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name="fk_date_poll_meeting_id_meeting"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_date_poll"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_date_poll_meeting_id", "date_poll", ["meeting_id"])
    _index_where_set("ix_date_poll_closes", "date_poll", "closes_at")
    op.create_table(
        "date_vote",
        sa.Column("poll_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_date_vote_person_id_person"),
        sa.ForeignKeyConstraint(
            ["poll_id"], ["date_poll.id"], name="fk_date_vote_poll_id_date_poll"
        ),
        sa.PrimaryKeyConstraint("poll_id", "person_id", name="pk_date_vote"),
    )
    with op.batch_alter_table("away") as table:
        table.add_column(
            sa.Column("online", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("meeting") as table:
        table.add_column(sa.Column("link", sa.Text(), nullable=False, server_default=""))


def _index_where_set(name: str, table: str, column: str) -> None:
    where = sa.text(f"{column} IS NOT NULL")
    op.create_index(name, table, [column], postgresql_where=where, sqlite_where=where)


def downgrade() -> None:
    with op.batch_alter_table("meeting") as table:
        table.drop_column("link")
    with op.batch_alter_table("away") as table:
        table.drop_column("online")
    op.drop_table("date_vote")
    op.drop_table("date_poll")
    op.drop_table("break_answer")
    op.drop_table("unit_break")
