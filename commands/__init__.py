"""The commands of `tasks.py`, one module a collection: parse, call one function, print the result."""
