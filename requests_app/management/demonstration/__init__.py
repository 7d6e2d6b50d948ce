"""The requests of the demonstration: who asks (examples), what is sent (sending), and what becomes of it (stories)."""
