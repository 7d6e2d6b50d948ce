"""Typed reads of the environment. Collects every wrong or missing value and stops the start by naming them all.

A secret may be given as NAME or as NAME_FILE (a path). No value is ever repeated in a message, only its name.
"""

import base64
import binascii
import re
import stat
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from requests_app.identity import NotAnAddress, canonical_email

SHORTEST_SECRET = 50
FEWEST_DIFFERENT = 10
KEY_BYTES = 32
T = TypeVar("T")
TRUE, FALSE = frozenset({"1", "true", "yes", "on"}), frozenset({"0", "false", "no", "off", ""})
GIVEAWAYS = ("insecure", "changeme", "change-me", "secret-key", "example")


class Environment:
    """Reads values; a wrong one is noted and replaced by a stand-in until `stop_if_wrong` is called."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self._problems: list[str] = []

    def wrong(self, name: str, why: str) -> None:
        self._problems.append(f"{name}: {why}")

    def stop_if_wrong(self) -> None:
        if self._problems:
            raise ImproperlyConfigured("The environment is not right:\n  " + "\n  ".join(self._problems))

    def given(self, name: str) -> bool:
        return any(self._values.get(form, "").strip() for form in (name, f"{name}_FILE"))

    def text(self, name: str, *, default: str | None = None) -> str:
        """The value, or the default; without a default a missing value is a problem."""
        value = self._values.get(name, "").strip()
        if value:
            return value
        if default is None:
            self.wrong(name, "is missing")
        return default or ""

    def secret(self, name: str, *, default: str | None = None) -> str:
        """NAME, or what stands in the file that NAME_FILE names; the file must not be readable by everybody."""
        path = self._values.get(f"{name}_FILE", "").strip()
        if not path:
            return self.text(name, default=default)
        if self._values.get(name, "").strip():
            self.wrong(name, f"is given twice, here and as {name}_FILE")
        try:
            if Path(path).stat().st_mode & stat.S_IRWXO:
                self.wrong(f"{name}_FILE", "can be read or written by every user of this machine; use mode 0600")
            content = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.wrong(f"{name}_FILE", f"cannot be read ({type(error).__name__})")
            return ""
        if not content:
            self.wrong(f"{name}_FILE", "is empty")
        return content

    def switch(self, name: str, *, default: bool) -> bool:
        value = self._values.get(name, "").strip().lower()
        if name not in self._values:
            return default
        if value not in TRUE | FALSE:
            self.wrong(name, "must be 1 or 0")
        return value in TRUE

    def number(self, name: str, *, default: int, least: int = 0, most: int = 10**9) -> int:
        value = self._values.get(name, "").strip()
        if not value:
            return default
        if not (value.isascii() and value.isdigit() and least <= int(value) <= most):
            self.wrong(name, f"must be a whole number from {least} to {most}")
            return default
        return int(value)

    def choice(self, name: str, allowed: tuple[str, ...], *, default: str) -> str:
        value = self.text(name, default=default)
        if value not in allowed:
            self.wrong(name, f"must be one of {', '.join(allowed)}")
            return default
        return value

    def several(self, name: str, allowed: tuple[str, ...]) -> tuple[str, ...]:
        """Some of the allowed words, parted by commas; all where nothing is given, and none for `none`."""
        words = self.text(name, default=",".join(allowed)).split(",")
        chosen = {word.strip() for word in words} - {"none"}
        if not chosen <= set(allowed):
            self.wrong(name, f"must be some of {', '.join(allowed)}, parted by commas, or none")
        return tuple(word for word in allowed if word in chosen)

    def folder(self, name: str, *, default: Path | None = None) -> Path:
        value = self.text(name, default=str(default) if default else None)
        if value and not Path(value).is_absolute():
            self.wrong(name, "must be an absolute path")
        return Path(value or "/nonexistent")

    def signing_key(self, name: str) -> str:
        value = self.secret(name)
        if value:
            self._judge_signing_key(name, value)
        return value

    def signing_keys(self, name: str) -> list[str]:
        """Earlier keys, parted by commas, that still verify what was signed before a rotation."""
        keys = [key.strip() for key in self.secret(name, default="").split(",") if key.strip()]
        for key in keys:
            self._judge_signing_key(name, key)
        return keys

    def _judge_signing_key(self, name: str, value: str) -> None:
        if len(value) < SHORTEST_SECRET or len(set(value)) < FEWEST_DIFFERENT:
            self.wrong(name, f"is too weak: {SHORTEST_SECRET} random characters at least")
        elif any(giveaway in value.lower() for giveaway in GIVEAWAYS):
            self.wrong(name, "looks like an example value; make one of your own")

    def hosts(self, name: str, *, default: str | None = None) -> list[str]:
        hosts = [host.strip() for host in self.text(name, default=default).split(",") if host.strip()]
        if any("*" in host for host in hosts):
            self.wrong(name, "must list host names, without *")
        return hosts

    def networks(self, name: str) -> list[IPv4Network | IPv6Network]:
        """Networks in CIDR notation, parted by commas; none by default."""
        try:
            return [ip_network(one.strip()) for one in self.text(name, default="").split(",") if one.strip()]
        except ValueError:
            self.wrong(name, "must list networks such as 10.1.0.0/16, parted by commas")
            return []

    def names(self, name: str) -> list[str]:
        """Names of classes or functions, parted by commas, each written package.module:name; none by default."""
        names = [one.strip() for one in self.text(name, default="").split(",") if one.strip()]
        if not all(re.fullmatch(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*", one, re.ASCII) for one in names):
            self.wrong(name, "must be written package.module:name, parted by commas")
            return []
        return names

    def address(self, name: str, *, schemes: tuple[str, ...], default: str | None = None) -> str:
        """An absolute http(s) address without path, query or credentials."""
        value = self.text(name, default=default).rstrip("/")
        if not value:
            return value
        try:
            parts = urlsplit(value)
            sound = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
        except ValueError:
            sound = False
        if not sound or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            self.wrong(name, f"must look like {schemes[0]}://your-host")
        return value

    def mail_address(self, name: str, *, default: str | None = None) -> str:
        """One email address without a name, its domain in ASCII by the rules of IDNA."""
        value = self.text(name, default=default)
        if not value:
            return value
        try:
            return canonical_email(value)
        except NotAnAddress:
            self.wrong(name, "must be one email address, without a name")
            return value

    def parsed(self, name: str, parse: Callable[[str], T], *, stand_in: T, default: str | None = None) -> T:
        """A secret address such as DATABASE_URL, read by the given parser."""
        value = self.secret(name, default=default)
        if not value:
            return stand_in
        try:
            return parse(value)
        except (ValueError, KeyError, TypeError, ImproperlyConfigured) as error:
            self.wrong(name, f"cannot be understood ({type(error).__name__})")
            return stand_in

    def key(self, name: str) -> bytes:
        """One key of 32 bytes in Base64."""
        value = self.secret(name)
        return self._decode_key(name, value) if value else b""

    def keys(self, name: str) -> dict[str, bytes]:
        """Keys by id, written "id:base64,id:base64", the current one first."""
        found: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in self.secret(name).split(","))):
            key_id, colon, encoded = part.partition(":")
            if not colon or not key_id.isalnum() or not key_id.isascii() or len(key_id) > 16:
                self.wrong(name, "must be written id:base64, ids of 1 to 16 letters and digits")
            elif key_id in found:
                self.wrong(name, "names one key id twice")
            else:
                found[key_id] = self._decode_key(name, encoded)
        return found

    def _decode_key(self, name: str, encoded: str) -> bytes:
        try:
            key = base64.b64decode(encoded, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            self.wrong(name, f"must hold {KEY_BYTES} bytes in Base64")
        elif len(set(key)) < FEWEST_DIFFERENT:
            self.wrong(name, "is too weak: make it with a random generator")
        return key
