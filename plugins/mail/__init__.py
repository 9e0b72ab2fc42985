"""Mail out: a letter becomes a message, and a carrier takes the message to a mail server or to a folder."""
