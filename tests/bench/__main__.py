"""All measurements, one after the other, or those that are named: python -m tests.bench [NAME ...]."""

import sys
from importlib import import_module

import django

from tests import environment

environment.prepare()
django.setup()
for name in sys.argv[1:] or ("photo", "labels", "pages", "finder", "queue", "codes", "load"):
    import_module(f"tests.bench.{name}").main()
    sys.stdout.write("\n")
