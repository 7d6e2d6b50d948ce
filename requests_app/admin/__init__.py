"""The office at the Desk: its models in the stock admin, and the pages on which requests are worked on."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from guides_app.models import DocumentKind
from requests_app.admin import (
    asking,
    checking,
    desks,
    frame,
    health,
    known_codes,
    letters,
    people,
    pictures,
    queue_views,
    review_views,
    second_look,
    sending,
)
from requests_app.admin.roles import SEES, has_seat

__all__ = ["SEES", "has_seat", "pages", "register"]


def register(site: AdminSite) -> None:
    """Adds the office's models to the Desk. The record and the requests have no forms here."""
    desks.register(site)
    known_codes.register(site)
    letters.register(site)
    people.register(site)


def pages(site: AdminSite) -> list[URLPattern]:
    """The addresses of the pages that are no forms of a model; all behind the site's own door."""
    door, one = site.admin_view, "requests/<slug:reference>/"
    return [
        path("requests/", door(queue_views.show_queue), name="queue"),
        path("requests/search/", door(queue_views.search_requests), name="search"),
        path("requests/take-next/", door(queue_views.take_next), name="take_next"),
        path("requests/several/", door(queue_views.change_several), name="change_several"),
        path("requests/keys/", door(frame.choose_keys), name="keys"),
        path("guides/health/", door(health.show_health), name="guide_health"),
        path(
            "guides/health/cars/<slug:slug>/", door(health.show_page), {"kind": DocumentKind.GUIDE}, "guide_page_health"
        ),
        path(
            "guides/health/radios/<slug:slug>/",
            door(health.show_page),
            {"kind": DocumentKind.FAMILY},
            "radio_page_health",
        ),
        path("guides/health/remarks/<int:key>/done/", door(health.finish_remark), name="finish_remark"),
        path(one, door(review_views.show_review), name="review"),
        path(f"{one}claim/", door(checking.claim), name="claim"),
        path(f"{one}release/", door(checking.release), name="release"),
        path(f"{one}read/", door(checking.read), name="read"),
        path(f"{one}check/", door(checking.check), name="check"),
        path(f"{one}second-look/", door(second_look.second_look), name="second_look"),
        path(f"{one}alone/", door(second_look.release_alone), name="release_alone"),
        path(f"{one}recheck/", door(checking.recheck), name="recheck"),
        path(f"{one}look-again/", door(checking.look_again), name="look_again"),
        path(f"{one}code/", door(sending.show_code), name="show_code"),
        path(f"{one}type-code/", door(sending.type_code), name="type_code"),
        path(f"{one}send/", door(sending.send), name="send"),
        path(f"{one}recall/", door(sending.recall), name="recall"),
        path(f"{one}ask/", door(asking.ask), name="ask"),
        path(f"{one}refuse/", door(asking.refuse), name="refuse"),
        path(f"{one}letters/<int:key>/again/", door(letters.again), name="letter_again"),
        path(f"{one}erase/", door(asking.erase), name="erase"),
        path(f"{one}photos/<int:key>/", door(pictures.picture), name="picture"),
        path(f"{one}photos/<int:key>/small/", door(pictures.thumb), name="thumb"),
        path(f"{one}photos/<int:key>/show/", door(pictures.show_identity), name="show_identity"),
    ]
