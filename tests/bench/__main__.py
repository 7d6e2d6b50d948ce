"""All measurements, one after the other: python -m tests.bench."""

import sys
from importlib import import_module

import django

from tests import environment

environment.prepare()
django.setup()
for name in ("photo", "pages", "finder", "load"):
    import_module(f"tests.bench.{name}").main()
    sys.stdout.write("\n")
