"""An emulated OWS with a small Go!, to try owskit and to test it without an OTYS account."""
