"""What is counted without being known: addresses and NIK as digests under the day's key and the server's."""

from __future__ import annotations

import hashlib
import hmac
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings

IPV6_HOME = 56
"""One home or telephone has a whole prefix: its addresses are one."""


def address_of(text: str) -> str:
    """The address as it is counted: IPv4 as it is, of IPv6 the first 56 bits; IPv4 written as IPv6 is IPv4."""
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return text
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((address, IPV6_HOME), strict=False))
    return str(address)


def digest(key: str, kind: str, text: str) -> str:
    """64 hexadecimal digits. `key` is the day's, thrown away later; the server's own goes in too, so that neither a
    copy of the database nor the server's key alone tells which NIK it was.
    """
    whole = hashlib.sha256(f"{settings.SECRET_KEY}\0{key}".encode()).digest()
    return hmac.new(whole, f"{kind}\0{text}".encode(), hashlib.sha256).hexdigest()
