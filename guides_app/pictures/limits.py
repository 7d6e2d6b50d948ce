"""What a picture or paper may measure, weigh and cost: every figure once. Forms, pages, errors and the server take them
from here.
"""

MEGABYTE = 1024 * 1024
MAX_MEGABYTES = 25
MAX_BYTES = MAX_MEGABYTES * MEGABYTE
MAX_PDF_PAGES = 10  # every page is kept
LEAST_LONG_EDGE = 600  # of a photo; with fewer pixels no label can be read
LEAST_SHORT_EDGE = 200  # of a picture for guides, as it is kept
MAX_SCANS = 40  # a progressive JPEG can say the same pixels again and again; honest ones have about 10 scans
MAX_PROFILE_BYTES = 4 * MEGABYTE  # of a colour profile; a larger one is left out of account

# Millions of pixels. A JPEG is decoded at a reduced scale and can be much larger than what has to be held whole, byte
# for byte: a progressive JPEG, a PNG, and most of all a WebP, of which its library holds four copies.
MAX_MEGAPIXELS = 220
MAX_MEGAPIXELS_PROGRESSIVE = 60  # of three colours
MAX_MEGAPIXELS_PNG = 80
MAX_MEGAPIXELS_WEBP = 25
MAX_MEGAPIXELS_HEIC = 50

# What one file may cost in the decoder's process: several times what the largest honest one needs.
MEMORY_MB = 512
CPU_SECONDS = 6
WALL_SECONDS = 15

# What is kept: as long as LONG_EDGE, longer where the picture is a strip whose short edge would fall under STRIP_EDGE.
LONG_EDGE = 2000
STRIP_EDGE = 700
MAX_EDGE = 6000
MASTER_EDGE = 1440
THUMB_EDGE = 800
MAX_JPEG_BYTES = 4 * MEGABYTE
MAX_THUMB_BYTES = 30 * 1024
LIKENESS_BYTES = 136
MAX_ANSWER_BYTES = 20 * MEGABYTE
