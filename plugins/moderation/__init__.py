"""Comments between a reader's form and the archive: what came in, why to look at it, the decision, and its commit."""
