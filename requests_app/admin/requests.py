"""Requests in the admin: the queue is their list, the review page that of one, and every move has its address."""

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path

from requests_app.admin import (
    asking,
    checking,
    counter,
    covering,
    flags,
    frame,
    history,
    letters,
    marking,
    my_letters,
    notes,
    parking,
    paying,
    person,
    pictures,
    presence,
    preview,
    queue_views,
    record_views,
    release,
    retention_views,
    review_views,
    sampling,
    saved_views,
    second_look,
    sending,
    several,
    unsent,
)
from requests_app.admin.bases import PlainAdmin
from requests_app.models import CodeRequest


@admin.register(CodeRequest)
class CodeRequestAdmin(PlainAdmin):
    """No form of the stock admin: a request changes by moves alone. Each view asks the seats for itself, because what
    is refused depends on the desk of the one request."""

    def get_urls(self) -> list[URLPattern]:
        """The queue and what belongs to several requests, then the pages of one, by its reference."""
        door, one = self.admin_site.admin_view, "<slug:reference>/"
        return [
            path("", door(queue_views.show_queue), name="queue"),
            path("search/", door(queue_views.search_requests), name="search"),
            path("take-next/", door(queue_views.take_next), name="take_next"),
            path("waiting/", door(queue_views.waiting_now), name="waiting_now"),
            path("several/", door(several.change_several), name="change_several"),
            path("views/", door(saved_views.save_view), name="save_view"),
            path("views/<int:key>/", door(saved_views.change_view), name="change_view"),
            path("stay/", door(frame.stay), name="stay"),
            path("my-letters/", door(my_letters.my_letters), name="my_letters"),
            path("keys/", door(frame.choose_keys), name="keys"),
            path("mentions/", door(notes.show_mentions), name="mentions"),
            path("mentions/<int:key>/done/", door(notes.finish_mention), name="finish_mention"),
            path("samples/", door(sampling.show_samples), name="samples"),
            path("samples/<int:key>/settle/", door(sampling.settle_sample), name="settle_sample"),
            path("counter/", door(counter.begin), name="counter"),
            path("counter/<int:key>/", door(counter.show), name="counter_draft"),
            path("counter/<int:key>/change/", door(counter.change), name="counter_change"),
            path("counter/<int:key>/coming/", door(counter.coming), name="counter_coming"),
            path("counter/<int:key>/phone/", door(counter.to_phone), name="counter_phone"),
            path("counter/<int:key>/photos/<int:page_id>/", door(counter.picture), name="counter_picture"),
            path("counter/<int:key>/seen/", door(counter.see_original), name="counter_seen"),
            path("counter/<int:key>/send/", door(counter.send), name="counter_send"),
            path(one, door(review_views.show_review), name="review"),
            path(f"{one}release/record/", door(release.show_release), name="release_record"),
            path(f"{one}release/record/file/", door(release.save_release), name="save_release"),
            path(f"{one}history/", door(history.show_history), name="history"),
            path(f"{one}merge/", door(history.merge), name="merge"),
            path(f"{one}hold/", door(retention_views.hold), name="hold"),
            path(f"{one}note/", door(notes.add_note), name="add_note"),
            path(f"{one}record/", door(record_views.show_request_record), name="request_record"),
            path(f"{one}claim/", door(checking.claim), name="claim"),
            path(f"{one}release/", door(checking.release), name="release"),
            path(f"{one}keep/<slug:form>/", door(unsent.keep_typed), name="keep_typed"),
            path(f"{one}here/", door(presence.here), name="here"),
            path(f"{one}set-aside/", door(parking.set_aside), name="set_aside"),
            path(f"{one}unpark/", door(parking.unpark), name="unpark"),
            path(f"{one}check/", door(checking.check), name="check"),
            path(f"{one}flags/", door(flags.clear_flags), name="clear_flags"),
            path(f"{one}holder/", door(flags.read_holder), name="read_holder"),
            path(f"{one}same-photo/<int:ours>/<int:theirs>/", door(flags.same_photo), name="same_photo"),
            path(f"{one}second-look/", door(second_look.second_look), name="second_look"),
            path(f"{one}sample/", door(sampling.read_sample), name="sample"),
            path(f"{one}alone/", door(second_look.release_alone), name="release_alone"),
            path(f"{one}rely/", door(checking.rely), name="rely"),
            path(f"{one}recheck/", door(checking.recheck), name="recheck"),
            path(f"{one}look-again/", door(checking.look_again), name="look_again"),
            path(f"{one}code/", door(sending.show_code), name="show_code"),
            path(f"{one}type-code/", door(sending.type_code), name="type_code"),
            path(f"{one}paid/", door(paying.mark_paid), name="mark_paid"),
            path(f"{one}send/", door(sending.send), name="send"),
            path(f"{one}preview/", door(preview.preview), name="preview"),
            path(f"{one}recall/", door(sending.recall), name="recall"),
            path(f"{one}ask/", door(asking.ask), name="ask"),
            path(f"{one}ask/mark/<int:key>/", door(marking.mark), name="mark"),
            path(f"{one}refuse/", door(asking.refuse), name="refuse"),
            path(f"{one}letters/<int:key>/again/", door(letters.again), name="letter_again"),
            path(f"{one}person/", door(person.person), name="person"),
            path(f"{one}erase/", door(asking.erase), name="erase"),
            path(f"{one}photos/<int:key>/", door(pictures.picture), name="picture"),
            path(f"{one}photos/<int:key>/small/", door(pictures.thumb), name="thumb"),
            path(f"{one}photos/<int:key>/cover/", door(covering.cover_document), name="cover_document"),
            path(f"{one}answers/<int:key>/show/", door(pictures.show_answer), name="show_answer"),
            path(f"{one}photos/<int:key>/show/", door(pictures.show_identity), name="show_identity"),
        ]

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        """Not in the list of settings: the bar leads here."""
        return {}
