"""Sending an edition: to everybody once, whatever ends it in the middle, with an account of each of them."""
