"""Benchmarks by name: one file each, found by the registry."""
