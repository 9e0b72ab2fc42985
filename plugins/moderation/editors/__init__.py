"""The editors: who they are, how they get in, and how they hear that a comment waits."""
