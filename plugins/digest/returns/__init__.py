"""What comes back: bounces and complaints, believed when they hold a token of ours, and what follows from them."""
