"""What a picture or paper may measure, weigh and cost: every figure once. Forms, errors and pages take them from here.

The figures of what is kept stand here too, because they bound what may come back from the decoder.
"""

MAX_BYTES = 15 * 1024 * 1024
MAX_PIXELS = 60_000_000
LEAST_LONG_EDGE = 600  # a photo that has fewer pixels shows no label that can be read
MAX_PDF_PAGES = 10

# What is kept of it
KEPT_PAGES = 2
LONG_EDGE = 2000
MAX_EDGE = 2048
MAX_JPEG_BYTES = 8 * 1024 * 1024
MAX_THUMB_BYTES = 30 * 1024
