"""Files without a name: in memory on Linux, elsewhere in the folder for temporary files, unlinked from the start.

Nothing readable rests on a disk, and a process that is killed leaves nothing to sweep.
"""

import fcntl
import os
import sys
import tempfile
from typing import BinaryIO, cast

_F_SEAL_FUTURE_WRITE = 0x10  # unlike F_SEAL_WRITE it does not make the kernel wait, several ms, for idle pages


def memory_file() -> BinaryIO:
    """An empty file to write and read, gone when it is closed."""
    if sys.platform != "linux":
        return cast(BinaryIO, tempfile.TemporaryFile())
    return os.fdopen(os.memfd_create("upload", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING), "w+b")


def freeze(file: BinaryIO) -> None:
    """Nobody who holds the file can change it any more, our own process included."""
    file.flush()
    if sys.platform == "linux":
        seals = _F_SEAL_FUTURE_WRITE | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_SEAL
        fcntl.fcntl(file.fileno(), fcntl.F_ADD_SEALS, seals)
