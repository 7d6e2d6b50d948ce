"""Makes the pictures of the README anew: python -m tests.pictures."""

import logging
import sys
from importlib import import_module

import django

from tests import environment

environment.prepare()
django.setup()
logging.disable(logging.INFO)  # of the letters that the mail server here takes
sys.exit(import_module("tests.pictures.making").main())
