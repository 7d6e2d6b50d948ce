"""System checks of the sources of codes that are plugged in; `RequestsConfig.ready` registers them."""

from typing import Any

from django.core import checks

from requests_app.lookup import asking, plugs


@checks.register()
def code_sources(**kwargs: Any) -> list[checks.CheckMessage]:
    """Every source can be loaded, and says that its configuration is sound. A warning, for the desk goes on without."""
    found = plugs.installed()
    left_out: list[checks.CheckMessage] = [
        checks.Warning(f"A source of codes is left out: {why}.", id="sources.W001") for why in found.problems
    ]
    return left_out + [
        checks.Warning(f"The source of codes {slug} cannot be used: {problem}", id="sources.W002")
        for slug, source in found.sources.items()
        for problem in asking.problems_of(source)
    ]
