"""What customers fill in: fields without browser hindrances, the exact words of every mistake, nothing decided."""
