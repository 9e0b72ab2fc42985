"""The audit: what a reader, a search engine, a mail client and a validator would find. README.md says how to run it."""
