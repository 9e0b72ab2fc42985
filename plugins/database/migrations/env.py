"""What Alembic runs: the migrations of `versions/`, in the transaction that `migrate` has begun."""

from alembic import context

from plugins.database.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
