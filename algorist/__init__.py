"""State a problem in words; get an answer that has been computed and checked."""

__version__ = "0.1.0"
