"""English as the Desk writes it."""
