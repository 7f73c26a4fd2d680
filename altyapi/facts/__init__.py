"""What devices say of themselves, compared with NetBox: proposals for a person, written back only as accepted."""
