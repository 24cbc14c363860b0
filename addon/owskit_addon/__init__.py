"""Traffic of OTYS Go! to a capture: exchange, wire, redaction, capture, and the mitmproxy addon that feeds them."""

__version__ = "0.1.0"
