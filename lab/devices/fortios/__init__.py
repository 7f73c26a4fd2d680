"""FortiOS: nested `config`/`edit` tables with defaults and references, transactions, saving modes."""
