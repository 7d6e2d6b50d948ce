"""Mutation testing of the rooms that decide who gets a code: `make mutants` plants small faults and runs the tests.

A mutant that no test notices is printed; the suite should have had a test for it. `operators` makes the mutants,
`learning` knows the tests that may notice one, from what `reached` has noted, `warm` runs them, `__main__` leads.
"""
