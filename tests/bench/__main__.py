"""All measurements, one after the other: python -m tests.bench."""

from tests.bench import photo

photo.main()
