"""mitmproxy warns about its own dependencies while it is imported; that is no fault of a test's."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import mitmproxy.flowfilter
    import mitmproxy.test.taddons  # noqa: F401
