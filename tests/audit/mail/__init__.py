"""The audit of one newsletter message, as it would go to the mail server."""
