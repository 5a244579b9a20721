"""Readers of other people's file formats; each returns a constraint model."""
