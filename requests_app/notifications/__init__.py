"""Letters to customers: what each says (letters), and how each surely goes out (outbox, delivery)."""
