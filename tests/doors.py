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
    SOFTWARE = "software that filed A"
    OTHER_SOFTWARE = "other software of the desk's customers"
    STAFF_SOFTWARE = "software that acts as a clerk of the desk"
    FAR_STAFF_SOFTWARE = "software that acts as a clerk of another desk"
    PARTNER_SOFTWARE = "another desk with a token of a partner"
    REVOKED_SOFTWARE = "software whose token was revoked"


EVERYBODY = frozenset(Who)
WORKS = frozenset({Who.CLERK, Who.LEAD})
SEES = WORKS | {Who.AUDITOR}
ANY_DESK = SEES | {Who.OTHER_CLERK, Who.OTHER_LEAD}
LIBRARIANS = frozenset({Who.LEAD, Who.EDITOR, Who.OTHER_LEAD, Who.ROOT})
SIGNED_IN = frozenset({*ANY_DESK, Who.EDITOR, Who.ROOT})
SETTERS = frozenset({Who.LEAD, Who.OTHER_LEAD, Who.ROOT})
NOBODY: frozenset[Who] = frozenset()
OF_STAFF = frozenset({Who.STAFF_SOFTWARE, Who.FAR_STAFF_SOFTWARE})
UNLESS_WRONG = EVERYBODY - {Who.REVOKED_SOFTWARE}
WITH_TOKEN = OF_STAFF | {Who.SOFTWARE, Who.OTHER_SOFTWARE, Who.PARTNER_SOFTWARE}


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
    # other software
    Door("api:openapi", EVERYBODY),
    Door("api:docs", EVERYBODY),
    Door("api:guides", UNLESS_WRONG),
    Door("api:guide", UNLESS_WRONG),
    Door("api:radios", UNLESS_WRONG),
    Door("api:radio", UNLESS_WRONG, opens=False),
    Door("api:token", WITH_TOKEN),
    Door("api:partner-codes", frozenset({Who.PARTNER_SOFTWARE}), opens=False),
    Door("api:known-codes", OF_STAFF, opens=False),
    Door("api:requests", frozenset({Who.SOFTWARE, Who.OTHER_SOFTWARE})),
    Door("api:request", frozenset({Who.SOFTWARE})),
    Door("api:send", frozenset({Who.SOFTWARE}), opens=False),
    Door("api:withdraw", frozenset({Who.SOFTWARE})),
    Door("api:documents", frozenset({Who.SOFTWARE})),
    Door("api:document", frozenset({Who.SOFTWARE}), opens=False),
    Door("api:questions", frozenset({Who.SOFTWARE})),
    Door("api:question*", frozenset({Who.SOFTWARE}), opens=False),
    Door("api:answer", frozenset({Who.SOFTWARE})),
    Door("api:queue", OF_STAFF),
    Door("api:next", OF_STAFF),
    Door("api:colleagues", OF_STAFF),
    Door("api:case", frozenset({Who.STAFF_SOFTWARE})),
    Door("api:case-documents", frozenset({Who.STAFF_SOFTWARE})),
    Door("api:case-*", frozenset({Who.STAFF_SOFTWARE}), opens=False),
    # the wizard: its draft is the key, and nobody here holds the draft of A
    Door("requests:draft-thumb", NOBODY),
    Door("requests:hide", NOBODY),
    Door("requests:cover-picture", NOBODY),
    Door("requests:hand-off", NOBODY),
    Door("requests:phone*", NOBODY),
    Door("requests:start", EVERYBODY),
    Door("requests:find*", EVERYBODY),
    Door("requests:release-check", EVERYBODY),
    Door("requests:sitemap-shops", EVERYBODY),
    Door("requests:release-code", EVERYBODY),
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
            "state", "code", "card", "code-again", "worked", "feedback", "reply", "appeal", "address", "again",
            "withdraw", "delete",
        )
    ),
    Door("requests:appeal-*", frozenset({Who.HOLDER_A}), opens=False),
    Door("requests:reply-*", frozenset({Who.HOLDER_A}), opens=False),
    Door("requests:*", EVERYBODY, opens=False),
    # the desk
    Door("admin:queue", ANY_DESK),
    Door("admin:search", ANY_DESK),
    Door("admin:keys", SIGNED_IN),
    Door("admin:stay", SIGNED_IN),
    Door("admin:guide_health", LIBRARIANS),
    Door("admin:guide_page_health", LIBRARIANS),
    Door("admin:radio_page_health", LIBRARIANS, opens=False),
    Door("admin:finish_remark", LIBRARIANS, opens=False),
    Door("admin:waiting_now", ANY_DESK),
    Door("admin:save_view", ANY_DESK),
    Door("admin:change_view", ANY_DESK, opens=False),
    Door("admin:here", WORKS),
    Door("admin:set_aside", WORKS),
    Door("admin:unpark", WORKS, opens=False),
    Door("admin:dashboard", ANY_DESK),
    Door("admin:behind_a_number", ANY_DESK, opens=False),
    Door("admin:scoreboard", frozenset({Who.LEAD, Who.OTHER_LEAD})),
    Door("admin:save_totals", frozenset({Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD})),
    Door("admin:take_next", ANY_DESK - {Who.AUDITOR}),
    Door("admin:change_several", ANY_DESK - {Who.AUDITOR}, opens=False),
    Door("admin:samples", ANY_DESK),
    Door("admin:my_letters", ANY_DESK),
    Door("admin:settle_sample", frozenset({Who.LEAD, Who.OTHER_LEAD}), opens=False),
    Door("admin:sample", WORKS, opens=False),
    Door("admin:mentions", ANY_DESK - {Who.AUDITOR}),
    Door("admin:finish_mention", ANY_DESK - {Who.AUDITOR}, opens=False),
    Door("admin:counter", ANY_DESK - {Who.AUDITOR}),
    Door("admin:counter_*", WORKS, opens=False),
    Door("admin:review", SEES),
    Door("admin:history", SEES),
    *(
        Door(f"admin:{name}", WORKS)
        for name in (
            "claim", "preview", "release", "check", "second_look", "release_alone", "rely", "recheck", "look_again",
            "type_code", "mark_paid", "add_note", "send", "recall", "ask", "refuse", "picture", "thumb", "clear_flags",
            "read_holder", "merge",
        )
    ),
    Door("admin:team", SETTERS),
    Door("admin:team_*", SETTERS, opens=False),
    Door("admin:person", frozenset({Who.LEAD})),
    Door("admin:record", frozenset({Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD, Who.ROOT})),
    Door("admin:export_record", frozenset({Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD, Who.ROOT}), opens=False),
    Door("admin:request_record", SEES),
    Door("admin:retention", frozenset({Who.LEAD, Who.AUDITOR, Who.OTHER_LEAD})),
    Door("admin:hold", frozenset({Who.LEAD})),
    Door("admin:release_record", SEES),
    Door("admin:save_release", frozenset({Who.LEAD, Who.AUDITOR}), opens=False),
    Door("admin:keep_typed", WORKS, opens=False),
    Door("admin:erase", frozenset({Who.LEAD})),
    Door("admin:same_photo", WORKS, opens=False),
    Door("admin:letter_again", WORKS, opens=False),
    Door("admin:mark", WORKS, opens=False),
    Door("admin:show_code", WORKS, opens=False),
    Door("admin:show_identity", WORKS, opens=False),
    Door("admin:cover_document", WORKS),
    Door("admin:show_answer", WORKS, opens=False),
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
    Door("admin:requests_app_apitoken_open", SETTERS - {Who.ROOT}, opens=False),
    Door("admin:requests_app_apitoken_*", ANY_DESK, opens=False),
    Door("admin:requests_app_webhookendpoint_*", SETTERS - {Who.ROOT}, opens=False),
    Door("admin:requests_app_cannedreply_*", SETTERS, opens=False),
    Door("admin:requests_app_codebatch_*", SETTERS | {Who.CLERK, Who.OTHER_CLERK}, opens=False),
    Door("admin:requests_app_knowncode_*", SETTERS | {Who.CLERK, Who.OTHER_CLERK}, opens=False),
    Door("admin:requests_app_watcheditem_*", SETTERS | {Who.CLERK, Who.OTHER_CLERK}, opens=False),
    Door("admin:requests_app_message_*", SETTERS | ANY_DESK, opens=False),
    Door("admin:auth_user_*", frozenset({Who.ROOT}), opens=False),
    # staff accounts: each signs in as nobody but oneself
    Door("account_*", EVERYBODY, opens=False),
    Door("mfa_*", EVERYBODY, opens=False),
    # the demonstration: this profile and this machine only (tests/config/test_demo.py)
    Door("demo*", EVERYBODY, opens=False),
)  # fmt: skip
