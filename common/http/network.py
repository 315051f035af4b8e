"""From which network a request came, as far as it can be believed."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

IPV6_PREFIX = 64


def network_of(request: HttpRequest) -> str:
    """The address of the browser, or of the gateway its office stands behind; of IPv6 the network alone.

    `X-Forwarded-For` is read only as far as our own proxies wrote it (`SEN_TRUSTED_PROXIES`): what stands
    further left is whatever the browser said.
    """
    address = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    if 0 < settings.SEN_TRUSTED_PROXIES <= len(hops):
        address = hops[-settings.SEN_TRUSTED_PROXIES]
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(known, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((known, IPV6_PREFIX), strict=False))
    return str(known)
