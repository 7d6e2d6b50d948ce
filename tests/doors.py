"""Every address of the product and who may pass it: the table that the permission matrix is held against.

A door's pattern is matched against the address's name; an address that no door names fails the suite.
"""

from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Everybody who may stand before a door."""

    ANYBODY = "anybody"
    DRAFTER = "device with another draft"
    HOLDER_A = "holder of A's link"
    HOLDER_B = "holder of B's link"
    CLERK = "clerk of the desk"
    LEAD = "lead of the desk"
    AUDITOR = "auditor of the desk"
    EDITOR = "guide editor of the desk"
    OTHER_CLERK = "clerk of another desk"
    OTHER_LEAD = "lead of another desk"
    INACTIVE = "dismissed clerk"
    WITHOUT_FACTOR = "clerk without a second factor"
    ROOT = "superuser"
    ROOT_WITHOUT_FACTOR = "superuser without a second factor"


EVERYBODY = frozenset(Who)
WORKS = frozenset({Who.CLERK, Who.LEAD})
SEES = WORKS | {Who.AUDITOR}
ANY_DESK = SEES | {Who.OTHER_CLERK, Who.OTHER_LEAD}
LIBRARIANS = frozenset({Who.LEAD, Who.EDITOR, Who.OTHER_LEAD, Who.ROOT})
SIGNED_IN = frozenset({*ANY_DESK, Who.EDITOR, Who.ROOT})
SETTERS = frozenset({Who.LEAD, Who.OTHER_LEAD, Who.ROOT})
NOBODY: frozenset[Who] = frozenset()


@dataclass(frozen=True)
class Door:
    """Addresses by the pattern of their name, and who gets in by GET or POST. `opens` false: a key is asked for too."""

    pattern: str
    lets_in: frozenset[Who]
    opens: bool = True


DOORS = (
    # what everybody may read
    Door("best-language", EVERYBODY),
    Door("live", EVERYBODY),
    Door("ready", EVERYBODY),
    Door("letters", EVERYBODY),
    Door("files", EVERYBODY),
    Door("guides:picture", EVERYBODY, opens=False),
    Door("guides:radio", EVERYBODY, opens=False),
    Door("guides:tell-radio", EVERYBODY, opens=False),
    Door("guides:helped-radio", EVERYBODY, opens=False),
    Door("robots", EVERYBODY),
    Door("sitemap", EVERYBODY),
    Door("guides:*", EVERYBODY),
    # the wizard: its draft is the key, and nobody here holds the draft of A
    Door("requests:draft-thumb", NOBODY),
    Door("requests:hide", NOBODY),
    Door("requests:cover-picture", NOBODY),
    Door("requests:start", EVERYBODY),
    Door("requests:find*", EVERYBODY),
    Door("requests:deleted", EVERYBODY),
    Door("requests:address-changed", EVERYBODY),
    Door("requests:link", EVERYBODY, opens=False),
    Door("requests:not-me", EVERYBODY, opens=False),
    Door("requests:not-me-said", EVERYBODY),
    # the tracking page: the link of A is the key
    Door("requests:track", frozenset({Who.HOLDER_A})),
    Door("requests:track-thumb", frozenset({Who.HOLDER_A})),
    *(
        Door(f"requests:{name}", frozenset({Who.HOLDER_A}))
        for name in (
            "state", "code", "card", "worked", "feedback", "reply", "appeal", "address", "again", "withdraw", "delete",
        )
    ),
    Door("requests:appeal-*", frozenset({Who.HOLDER_A}), opens=False),
    Door("requests:reply-*", frozenset({Who.HOLDER_A}), opens=False),
    Door("requests:*", EVERYBODY, opens=False),
    # the desk
    Door("admin:queue", ANY_DESK),
    Door("admin:search", ANY_DESK),
    Door("admin:keys", SIGNED_IN),
    Door("admin:guide_health", LIBRARIANS),
    Door("admin:guide_page_health", LIBRARIANS),
    Door("admin:radio_page_health", LIBRARIANS, opens=False),
    Door("admin:finish_remark", LIBRARIANS, opens=False),
    Door("admin:take_next", ANY_DESK - {Who.AUDITOR}),
    Door("admin:change_several", ANY_DESK - {Who.AUDITOR}, opens=False),
    Door("admin:review", SEES),
    *(
        Door(f"admin:{name}", WORKS)
        for name in (
            "claim", "release", "read", "check", "second_look", "release_alone", "recheck", "look_again", "type_code",
            "send", "recall", "ask", "refuse", "picture", "thumb",
        )
    ),
    Door("admin:erase", frozenset({Who.LEAD})),
    Door("admin:letter_again", WORKS, opens=False),
    Door("admin:show_code", WORKS, opens=False),
    Door("admin:show_identity", WORKS, opens=False),
    Door("admin:show_code", WORKS, opens=False),
    # the stock admin
    Door("admin:index", SIGNED_IN),
    Door("admin:settings", SIGNED_IN),
    Door("admin:jsi18n", SIGNED_IN),
    Door("admin:log*", EVERYBODY, opens=False),
    Door("admin:password_change*", SIGNED_IN, opens=False),
    Door("admin:autocomplete", SIGNED_IN, opens=False),
    Door("admin:view_on_site", SIGNED_IN, opens=False),
    Door("admin:app_list", SIGNED_IN, opens=False),
    Door("admin:?", SIGNED_IN, opens=False),
    *(
        Door(f"admin:guides_app_{name}", SIGNED_IN, opens=False)  # whoever has a seat reads; the pages refuse the rest
        for name in (
            "guide_*", "radiofamily_*", "source_changelist", "source_change", "source_*history",
            *(
                f"manuscript_{page}"
                for page in (
                    "changelist", "overdue", "open", "edit", "preview", "release", "translate", "history", "compare",
                )
            ),
        )
    ),
    Door("admin:guides_app_*", LIBRARIANS, opens=False),
    Door("admin:requests_app_desk_*", SETTERS | {Who.CLERK, Who.OTHER_CLERK, Who.AUDITOR}, opens=False),
    Door("admin:requests_app_knowncode_*", SETTERS | {Who.CLERK, Who.OTHER_CLERK}, opens=False),
    Door("admin:requests_app_message_*", SETTERS | ANY_DESK, opens=False),
    Door("admin:auth_user_*", frozenset({Who.ROOT}), opens=False),
    # staff accounts: each signs in as nobody but oneself
    Door("account_*", EVERYBODY, opens=False),
    Door("mfa_*", EVERYBODY, opens=False),
    # the demonstration: this profile and this machine only (tests/config/test_demo.py)
    Door("demo*", EVERYBODY, opens=False),
)  # fmt: skip
