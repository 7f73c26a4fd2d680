"""The gateways' side of remote access: what they let in, how somebody is cut, who is connected."""
