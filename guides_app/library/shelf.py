"""What each kind of item can do, whatever tables it lies in."""

from typing import Any, Protocol


class Shelf(Protocol):
    """One kind of item in the database."""

    def keys(self) -> list[str]:
        """Of all that are there, sorted here: databases sort by the habits of their language."""

    def describe(self, key: str) -> Any:
        """As a file would say it; None when it is not there."""

    def write(self, key: str, data: Any) -> None:
        """Make the rows say what the data says. Raises Wrong."""
