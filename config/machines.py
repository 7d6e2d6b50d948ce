"""How the machine interface is wired: what its framework uses, and what its description says of it as a whole."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["requests_app.api.bearer.Bearer"],
    "DEFAULT_PERMISSION_CLASSES": ["requests_app.api.bearer.OpensScope"],
    "DEFAULT_THROTTLE_CLASSES": ["requests_app.api.bearer.Calls"],
    "DEFAULT_PARSER_CLASSES": ["requests_app.api.reading.SoundJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],  # no browsable pages
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "requests_app.api.reading.OneFormat",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "requests_app.api.describing.Schema",
    "EXCEPTION_HANDLER": "requests_app.api.refusals.handle",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Radio Code Desk",
    "VERSION": "1",
    "DESCRIPTION": (
        "File requests for radio codes and follow them, work on them at the desk, read guides. "
        "Whatever is refused is answered with problem details (RFC 9457)."
    ),
    "OAS_VERSION": "3.1.1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "TAGS": [
        {"name": "guides", "description": "Guides and radios"},
        {"name": "requests", "description": "File requests and follow them"},
        {"name": "desk", "description": "Work on the requests of the desk"},
        {"name": "known-codes", "description": "Known codes, added by other software"},
        {"name": "partner", "description": "Desks that help each other"},
        {"name": "token", "description": "The token itself"},
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENFORCE_NON_BLANK_FIELDS": True,
    "ENUM_NAME_OVERRIDES": {
        "Asker": "requests_app.models.Asker",
        "CheckKind": "requests_app.models.CheckKind",
        "FlagKind": "requests_app.api.desk_shapes.FLAG_KINDS",
        "DocumentProblem": "requests_app.models.DocumentProblem",
        "Scope": "requests_app.models.ApiScope",
        "Slot": "requests_app.models.Slot",
        "State": "requests_app.api.customer_shapes.STATES",
        "TokenKind": "requests_app.models.ApiToken.Kind",
        "ProblemCode": "requests_app.api.problems.CODES",
    },
}
