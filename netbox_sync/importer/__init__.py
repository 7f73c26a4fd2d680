"""Spreadsheets in: workbooks, CSV and YAML become `Wanted` objects, or the list of everything that is wrong with them."""
