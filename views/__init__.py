"""What people see. A view parses, asks the policy, calls a service and answers; it decides nothing."""
