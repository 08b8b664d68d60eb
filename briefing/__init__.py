"""briefing: news articles in, a printable briefing with its sources out."""

__version__ = "0.1.0"
