"""Remote access: who may come in, until when, by which address, and what the gateways hold of it."""
