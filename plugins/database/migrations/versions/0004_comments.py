"""Comments as they come in, who wants to hear of replies, and editors at the moderation page."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "comments",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("record", sa.String(20), nullable=False),
        sa.Column("article", sa.String(200), nullable=False),
        sa.Column("parent", sa.String(100), nullable=False),
        sa.Column("changes", ID),
        sa.Column("name", sa.String(245), nullable=False),
        sa.Column("link", sa.String(200), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("by_author", sa.String(100), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("writer", sa.String(32), nullable=False),
        sa.Column("avatar", sa.String(16), nullable=False),
        sa.Column("fingerprint", sa.String(64)),
        sa.Column("said", sa.String(64), nullable=False),
        sa.Column("reasons", sa.JSON, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("status_at", MOMENT, nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("commit", sa.String(64), nullable=False),
        sa.Column("shown_at", MOMENT),
        sa.Column("told_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_comments"),
        sa.UniqueConstraint("fingerprint", name="uq_comments_fingerprint"),
    )
    op.create_index("ix_comments_said", "comments", ["said"])
    op.create_index("ix_comments_status_written_at", "comments", ["status", "written_at"])
    op.create_index("ix_comments_article_record", "comments", ["article", "record"])
    op.create_index("ix_comments_writer", "comments", ["writer"])
    op.create_table(
        "followers",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("article", sa.String(200), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("state_at", MOMENT, nullable=False),
        sa.Column("mailed_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_followers"),
        sa.UniqueConstraint("article", "address", name="uq_followers_article_address"),
    )
    op.create_index("ix_followers_address", "followers", ["address"])
    op.create_table(
        "editor_sessions",
        sa.Column("id", ID, nullable=False, autoincrement=False),
        sa.Column("editor", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_editor_sessions"),
    )
