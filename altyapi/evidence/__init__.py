"""What was done, by whom, on whose approval, with which result: kept so that nobody has to trust this toolkit."""
