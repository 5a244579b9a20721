"""The parts of `formal.equivalence`: graphs of models, colour refinement, matching, and the solver's last word."""
