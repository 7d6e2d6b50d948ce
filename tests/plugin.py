"""Loaded before Django is: sets the environment of the suite."""

from tests import environment

environment.prepare()
