"""Addresses in, files out: the one room beside `deliver` that opens a connection, and only when asked to.

`Fetcher.fetch` answers with the page or says why there is none; `shelf` gives it a name and keeps
it. Nothing here follows a link in a page: what is asked for is what is fetched, and where a server
sends the request on, each step is looked at and shown.
"""

from briefing.fetch.address import Address, parse
from briefing.fetch.fetcher import AGENT, Fetcher, Manners, Page
from briefing.fetch.shelf import kept, put
from briefing.fetch.wire import Limits, trust

__all__ = ["AGENT", "Address", "Fetcher", "Limits", "Manners", "Page", "kept", "parse", "put", "trust"]
