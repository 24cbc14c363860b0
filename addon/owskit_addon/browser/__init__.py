"""A throw-away browser for a recording: found, started with a profile of its own, and gone without a trace."""
