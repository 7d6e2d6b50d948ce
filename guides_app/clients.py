"""Which network a request comes from: the client that counters, queues and the web server hold to a limit."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_SITE = 64


def client_of(request: HttpRequest) -> str:
    """The network that a request comes from: an IPv4 address or an IPv6 /64, past exactly the trusted proxies."""
    return client_at(str(request.META.get("REMOTE_ADDR", "")), request.headers.get("X-Forwarded-For", ""))


def client_at(peer: str, forwarded_for: str) -> str:
    """The same of the address at the other end and what it forwarded.

    Without trusted proxies X-Forwarded-For is what anybody may write, and is not looked at.
    """
    text = peer
    hops: int = settings.TRUSTED_PROXIES
    if hops:
        forwarded = [part.strip() for part in forwarded_for.split(",")]
        if len(forwarded) >= hops:
            text = forwarded[-hops]
    try:
        address = ipaddress.ip_address(_without_port(text).partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, IPV6_SITE), strict=False))
    return str(address)


def _without_port(text: str) -> str:
    """Some proxies name the port too: 192.0.2.1:4711, [2001:db8::1]:4711."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text
