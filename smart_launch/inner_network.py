"""No connection to a private address, unless the EHR's entry says that it lives there.

Hosts are registered, but a name is only as good as whoever answers for it: one that points inside (10.0.0.0/8, or
169.254.169.254 of a cloud) would let an EHR's DNS make Chairside knock at the site's own machines (SSRF).
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.poolmanager import PoolManager

from smart_launch.errors import PrivateAddress


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the Internet at large (IANA's special-purpose registries)."""
    try:
        found: IPv4Address | IPv6Address = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return found.is_global and not found.is_multicast


class PublicOnly(HTTPAdapter):
    """An adapter whose direct connections go to public addresses alone; raises PrivateAddress before anything is sent.

    What goes through a forward proxy is the proxy's to allow: the address we connect to is the proxy's own.
    """

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401  # as requests hands it on
        """A pool whose connections look where they lead."""
        super().init_poolmanager(*arguments, **options)
        pools: PoolManager = self.poolmanager
        pools.pool_classes_by_scheme = {"http": _PlainPool, "https": _SecurePool}


def _looked_at(host: str, port: int) -> None:
    """Every address of the name, before we knock at any."""
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:  # an unknown name is told by the connection itself
        return
    if not all(is_public(str(answer[4][0])) for answer in answers):
        raise PrivateAddress


def _checked(connected: socket.socket) -> socket.socket:
    """The address that was in fact taken: the name may have been answered anew since."""
    if not is_public(str(connected.getpeername()[0])):
        connected.close()
        raise PrivateAddress
    return connected


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        _looked_at(self._dns_host, self.port)
        return _checked(super()._new_conn())


class _Secure(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        _looked_at(self._dns_host, self.port)
        return _checked(super()._new_conn())


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain


class _SecurePool(HTTPSConnectionPool):
    ConnectionCls = _Secure
