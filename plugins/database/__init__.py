"""The private database: SQLite in the state folder, or PostgreSQL by its address; tables, migrations, queue, backup."""
