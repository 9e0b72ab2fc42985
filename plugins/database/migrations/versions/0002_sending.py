"""The sending of editions: what was frozen, and what became of it for everybody."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "mailings",
        sa.Column("edition", sa.String(8), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("mails", sa.Text, nullable=False),
        sa.Column("audience", sa.Integer, nullable=False),
        sa.Column("begun_at", MOMENT, nullable=False),
        sa.Column("moved_at", MOMENT, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("holder", sa.String(100), nullable=False),
        sa.Column("held_until", MOMENT),
        sa.Column("stopped", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("edition", name="pk_mailings"),
    )
    op.create_table(
        "deliveries",
        sa.Column("edition", sa.String(8), nullable=False),
        sa.Column("subscriber_id", ID, nullable=False, autoincrement=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("code", sa.Integer, nullable=False),
        sa.Column("said", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("edition", "subscriber_id", name="pk_deliveries"),
        sa.ForeignKeyConstraint(["edition"], ["mailings.edition"], "fk_deliveries_edition_mailings"),
    )
    op.create_index("ix_deliveries_subscriber_id", "deliveries", ["subscriber_id"])
