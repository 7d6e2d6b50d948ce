"""Locks a process in before it touches a hostile file: no new descriptor, file, socket or child, and no core dump."""

import ctypes
import os
import resource
import signal
import sys

from guides_app.pictures.jobs import Limits

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_NO_NEW_PRIVS = 38
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent() -> None:
    """Linux ends this process when the one that forked it ends; elsewhere its limits do, a little later."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def confine(limits: Limits, *, threads: bool = False) -> None:
    """From here on there is only what is open already, and `limits` worth of CPU and memory.

    HEIC cannot be read without `threads`; everything else can, and gets none.
    With no descriptor left to be had, neither a file nor a connection can be opened, whoever runs the code.
    """
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    memory = limits.memory_mb * 1024 * 1024
    _lower(resource.RLIMIT_AS, memory)
    _lower(resource.RLIMIT_CPU, limits.cpu_seconds)
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, 0)
    if not threads:
        _lower(resource.RLIMIT_NPROC, 0)
    _lower(resource.RLIMIT_NOFILE, 0)


def silence() -> None:
    """Sends what a parser prints nowhere: it may quote the file."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    os.close(nowhere)


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
