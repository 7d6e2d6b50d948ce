"""Mutation testing of the rooms that decide who gets a code: `make mutants` plants small faults and runs the tests.

A mutant that no test notices is printed; the suite should have had a test for it. `operators` makes the mutants,
`__main__` runs them.
"""
