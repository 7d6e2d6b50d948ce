"""Where webhooks may go: by HTTPS to hosts of the public internet, to port 443 or one above 1023."""

from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from django.conf import settings

from requests_app import outbound
from requests_app.outbound import Network

LONGEST = 400
LEAST_OTHER_PORT = 1024
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))


class NotAllowed(Exception):
    """An address that nothing is sent to; `reason` is a short code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def inner() -> tuple[Network, ...]:
    """The inner networks that may be reached: none, or this machine where WEBHOOKS_TO_LOOPBACK lets it in."""
    return LOOPBACK if settings.WEBHOOKS_TO_LOOPBACK else ()


def check(url: str) -> None:
    """Raise NotAllowed("address"), ("https"), ("port") or ("inner") for what can be told without asking for its name;
    what the name leads to is judged with every try."""
    if len(url) > LONGEST or not url.isascii() or any(sign <= " " or sign in '\\"<>\x7f' for sign in url):
        raise NotAllowed("address")
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise NotAllowed("address") from None
    if parts.scheme != "https":
        raise NotAllowed("https")
    if not parts.hostname or parts.fragment or "@" in parts.netloc:
        raise NotAllowed("address")
    if port is not None and port != outbound.HTTPS_PORT and port < LEAST_OTHER_PORT:
        raise NotAllowed("port")
    if _is_numeric(parts.hostname) and not outbound.may_be_called(parts.hostname, inner()):
        raise NotAllowed("inner")


def _is_numeric(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
