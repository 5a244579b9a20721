"""The parts of the `formalise` method: reading words clause by clause, deciding jointly, and saying what was found."""
