"""Asking the network: one timed request, what its failure means, and the loop that asks again."""
