"""The list itself: addresses, consent, double opt-in, suppression."""
