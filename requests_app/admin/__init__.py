"""The office at the Desk: its models in the admin, with the pages on which requests are worked on."""

from requests_app.admin import (
    api_tokens,
    canned_replies,
    code_lists,
    dashboard,
    desks,
    health,
    known_codes,
    letters,
    library,
    people,
    records,
    requests,
    team,
    watch_list,
    webhooks,
)

__all__ = [
    "api_tokens", "canned_replies", "code_lists", "dashboard", "desks", "health", "known_codes", "letters", "library",
    "people", "records", "requests", "team", "watch_list", "webhooks",
]  # fmt: skip
