"""The whole way, once, on the sandbox: from a click in its small Go! to a handler that answers."""
