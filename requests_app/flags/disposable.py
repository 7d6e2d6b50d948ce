"""Addresses that anybody has for ten minutes. The list of their domains comes with the product; nothing is asked."""

from disposable_email_domains import blocklist


def is_disposable(address: str) -> bool:
    """Whether the mailbox lies at a domain, or below one, that gives mailboxes away for a short while."""
    parts = address.rpartition("@")[2].lower().split(".")
    return any(".".join(parts[at:]) in blocklist for at in range(len(parts)))
