"""Proof that a handler project does not loop: the real project, an OWS that answers back, and a count
(loop-guards.md 4 to 6)."""
