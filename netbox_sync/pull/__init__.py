"""NetBox read whole, or what has changed since: rows by three ways, provably of one moment, and the snapshot's tables from them."""
