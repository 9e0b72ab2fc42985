"""`invoke serve`: watches, rebuilds, and shows the site on this machine."""
