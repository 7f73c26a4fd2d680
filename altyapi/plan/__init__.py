"""What is to be done to which device: gathered, worked out, held to the policy of changes, and signed, before anything is sent."""
