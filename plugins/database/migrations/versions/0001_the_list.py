"""The list: subscribers, what they agreed to, who must not be mailed, and mail that is to leave."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = branch_labels = depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "subscribers",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("interests", sa.String(40), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("status_at", MOMENT, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("mailed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_subscribers"),
        sa.UniqueConstraint("address", name="uq_subscribers_address"),
    )
    op.create_index("ix_subscribers_status", "subscribers", ["status"])
    op.create_table(
        "wordings",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_wordings"),
    )
    op.create_table(
        "consents",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("subscriber_id", ID, nullable=False),
        sa.Column("form", sa.String(100), nullable=False),
        sa.Column("tag", sa.String(50), nullable=False, server_default=""),
        sa.Column("page", sa.String(500), nullable=False),
        sa.Column("wording", sa.String(64), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("interests", sa.String(40), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT),
        sa.Column("network_address", sa.String(45)),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], "fk_consents_subscriber_id_subscribers", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wording"], ["wordings.hash"], "fk_consents_wording_wordings"),
    )
    op.create_index("ix_consents_subscriber_id", "consents", ["subscriber_id"])
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(12), nullable=False),
        sa.Column("since", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppressions"),
    )
    op.create_table(
        "queued_mail",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(30), nullable=False),
        sa.Column("subscriber_id", ID),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("error", sa.String(200), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_queued_mail"),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], "fk_queued_mail_subscriber_id_subscribers", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_queued_mail_subscriber_id", "queued_mail", ["subscriber_id"])
    op.create_index("ix_queued_mail_state_due_at", "queued_mail", ["state", "due_at"])
