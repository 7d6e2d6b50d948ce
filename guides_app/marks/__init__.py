"""Rings, arrows and numbers over untouched pictures, as data. Pure. Refuses with the place: "mark 2: x must be ..."."""

from guides_app.marks.mark import MOST_MARKS, OF_KIND, RANGES, Kind, Mark, Wrong, parse_mark, parse_marks
from guides_app.marks.shapes import VIEW_WIDTH, Shape, shape, view_height
from guides_app.marks.step_pictures import MOST_PICTURES, StepPicture, parse_pictures

__all__ = [
    "MOST_MARKS",
    "MOST_PICTURES",
    "OF_KIND",
    "RANGES",
    "VIEW_WIDTH",
    "Kind",
    "Mark",
    "Shape",
    "StepPicture",
    "Wrong",
    "parse_mark",
    "parse_marks",
    "parse_pictures",
    "shape",
    "view_height",
]
