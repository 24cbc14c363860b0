"""The registrations at OTYS: what to register, and a small client of OWS to do it with."""
