"""The one small web service: takes sign-ups, confirmations, preferences, unsubscriptions; sends their mail."""
