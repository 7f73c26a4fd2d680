"""The engine: intent, render, remediation, device, plan, apply, verify, evidence. Knows nothing of Ansible or invoke."""
