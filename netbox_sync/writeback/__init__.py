"""What we write to NetBox beside imports and views: journal entries and facts, through an outbox, each delivered once."""
