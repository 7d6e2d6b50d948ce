"""Sign-in rests on adapters, forms, models and exceptions of its library; what else it needs stands in one module."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PUBLIC = {
    "allauth.account.adapter",
    "allauth.account.authentication",
    "allauth.account.forms",
    "allauth.account.models",
    "allauth.core.exceptions",
    "allauth.mfa.adapter",
    "allauth.mfa.base.forms",
    "allauth.mfa.models",
}
ALLOWED = {
    "requests_app/allauth_internals.py": {
        "allauth.account.internal.flows.login", "allauth.account.utils", "allauth.core",
    },
    "config/staff_urls.py": {
        "allauth.account", "allauth.mfa.base", "allauth.mfa.recovery_codes", "allauth.mfa.totp", "allauth.mfa.webauthn",
    },
}  # fmt: skip


def imports(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("allauth"):
            yield str(node.module)
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names if name.name.startswith("allauth"))


@pytest.mark.parametrize("app", ["config", "guides_app", "requests_app"])
def test_nothing_else_is_used_elsewhere(app: str) -> None:
    used = {(str(file.relative_to(ROOT)), name) for file in (ROOT / app).rglob("*.py") for name in imports(file)}
    assert {(file, name) for file, name in used if name not in PUBLIC | ALLOWED.get(file, set())} == set()


def test_what_is_allowed_is_used() -> None:
    for file, names in ALLOWED.items():
        assert names <= set(imports(ROOT / file))
