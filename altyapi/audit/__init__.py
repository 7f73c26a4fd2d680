"""What an auditor asks of the estate, answered from the snapshot and the registers alone: inventories and findings."""
