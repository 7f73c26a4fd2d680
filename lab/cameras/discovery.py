"""WS-Discovery (OASIS 1.1, as ONVIF profiles it): an answer to each probe, with what a scope tells of the camera."""

from __future__ import annotations

import asyncio
import re
from typing import Any

from lab.cameras.endpoint import Endpoint


def protocol(endpoint: Endpoint) -> type[asyncio.DatagramProtocol]:
    class Responder(asyncio.DatagramProtocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport: Any = transport

        def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
            endpoint.asked += 1
            found = re.search(rb"<(?:\w+:)?MessageID>([^<]{1,200})</", data)
            if found is not None and b"Probe" in data and endpoint.behaviour == "good":
                self.transport.sendto(answer(endpoint, found[1].decode()), addr)

    return Responder


def answer(endpoint: Endpoint, relates: str) -> bytes:
    own = f"00075bcd-15ab-1de0-8000-{endpoint.mac.replace(':', '').lower()}"
    scopes = " ".join(
        f"onvif://www.onvif.org/{one}"
        for one in (
            "type/video_encoder",
            "Profile/Streaming",
            f"hardware/{endpoint.model}",
            f"name/{endpoint.manufacturer}",
        )
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" '
        'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing" xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery" '
        'xmlns:dn="http://www.onvif.org/ver10/network/wsdl"><s:Header>'
        "<a:Action>http://schemas.xmlsoap.org/ws/2005/04/discovery/ProbeMatches</a:Action>"
        f"<a:RelatesTo>{relates}</a:RelatesTo></s:Header><s:Body><d:ProbeMatches><d:ProbeMatch><a:EndpointReference>"
        f"<a:Address>urn:uuid:{own}</a:Address></a:EndpointReference><d:Types>dn:NetworkVideoTransmitter</d:Types>"
        f"<d:Scopes>{scopes}</d:Scopes><d:XAddrs>http://{endpoint.host}:{endpoint.onvif_port}/onvif/device_service</d:XAddrs>"
        "<d:MetadataVersion>1</d:MetadataVersion></d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"
    ).encode()
