"""The whole way, once, on the sandbox: from a click in its small Go! to a handler that answers."""

from owskit_generator.demo.run import run_demo

__all__ = ["run_demo"]
