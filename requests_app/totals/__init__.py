"""What a desk did, day by day, in numbers: counted from the record, and kept when the day is over.

Days are those of the desk's time zone. A day is counted an hour after its end, when no line of it can still come; what
is not kept yet is counted when somebody asks, in the same way. In time is what the desk's promise and hours demand
when it is counted.
"""

from requests_app.totals.counting import Kind
from requests_app.totals.kept import by_day, keep, overdue, sums, today_at
from requests_app.totals.lines import agreement, behind

__all__ = ["Kind", "agreement", "behind", "by_day", "keep", "overdue", "sums", "today_at"]
