"""Bringing a list here and taking it away: the exports of other systems, our own table, and the growth of the list."""
