"""Wiring only: settings, addresses, the doors of the machine. No business is decided here."""
