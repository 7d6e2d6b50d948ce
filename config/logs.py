"""One line of JSON per event on standard output, cleaned of personal data whatever a caller passed.

Exception texts are left out, for they quote values; their type and the way to them are kept.
"""

import json
import logging
import re
import traceback
from types import TracebackType

REDACTIONS = (
    (re.compile(r"/([rh])/[^/\s\"']+"), r"/\1/[token]"),
    (re.compile(r"\?[^\s\"']*"), "?[query]"),
    (re.compile(r"[^\s@<>\"']+@[^\s@<>\"']+\.[^\s@<>\"']+"), "[email]"),
    (re.compile(r"\b[A-HJ-NPR-Za-hj-npr-z0-9]{17}\b"), "[vin]"),
    (re.compile(r"[A-Za-z0-9_\-]{24,}"), "[secret]"),
)


def redact(text: str) -> str:
    for pattern, stand_in in REDACTIONS:
        text = pattern.sub(stand_in, text)
    return text


class OneLine(logging.Formatter):
    """Sits at the root handler, the one place that every logger's records pass."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": redact(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0]:
            line["exception"] = record.exc_info[0].__name__
            line["trace"] = _way(record.exc_info[2])
        return json.dumps(line, ensure_ascii=True)


def _way(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)[-12:]]
