"""What NetBox should hold, compared with what it holds, and the way from one to the other.

The spreadsheet import, the auditors' views and the write-back of facts all say what they want as `Wanted` objects; this package
compares them with NetBox and applies the difference. It knows nothing of where they come from.
"""
