"""The vocabulary that every other room speaks. Imports nothing else of ours."""
