"""What is put into the pages of OTYS Go!, and what it is told. Imports no mitmproxy."""

from owskit_addon.page.bar import Bar, Refused
from owskit_addon.page.orders import Order
from owskit_addon.page.shown import State

__all__ = ["Bar", "Order", "Refused", "State"]
