"""Addresses of the office: `localised` stand below the language, `plain` do not (letters link to them)."""

from django.urls import URLPattern, URLResolver, path

from requests_app.views import appeals, code, documents, leaving, replies, sending, tracking, wizard

localised: list[URLPattern | URLResolver] = [
    path("request/", wizard.Start.as_view(), name="start"),
    path("request/car/", wizard.Car.as_view(), name="car"),
    path("request/radio/", wizard.Radio.as_view(), name="radio"),
    path("request/number/", wizard.Number.as_view(), name="number"),
    path("request/number/help/", wizard.CannotFind.as_view(), name="number-help"),
    path("request/vin/", wizard.VinTail.as_view(), name="vin-tail"),
    path("request/contact/", sending.Contact.as_view(), name="contact"),
    path("request/check/", sending.Check.as_view(), name="check"),
    path("request/check/e-mail/", sending.FixEmail.as_view(), name="fix-email"),
    path("request/picture/<int:page_id>/", documents.Thumb.as_view(), name="draft-thumb"),
    path("request/deleted/", leaving.Said.as_view(template_name="requests_app/deleted.html"), name="deleted"),
    path(
        "request/address-changed/",
        leaving.Said.as_view(template_name="requests_app/address_changed.html"),
        name="address-changed",
    ),
    path("request/not-me/", leaving.Said.as_view(template_name="requests_app/not_me_said.html"), name="not-me-said"),
    path("request/certificate/instead/", documents.OtherProof.as_view(), name="other-proof"),
    path("request/<slug:slug>/", documents.Document.as_view(), name="document"),
    path("request/<slug:slug>/preview/", documents.Preview.as_view(), name="preview"),
    path("request/<slug:slug>/hide/<int:page_id>/", documents.Hide.as_view(), name="hide"),
    path("request/<slug:slug>/cover/", documents.Cover.as_view(), name="cover"),
    path("request/<slug:slug>/cover/picture/", documents.CoverPicture.as_view(), name="cover-picture"),
    path("request/<slug:slug>/remove/", documents.Remove.as_view(), name="remove"),
    path("find/", leaving.Find.as_view(), name="find"),
    path("find/sent/", leaving.Said.as_view(template_name="requests_app/find_sent.html"), name="find-sent"),
]
plain: list[URLPattern | URLResolver] = [
    path("r/<str:token>/", tracking.OpenLink.as_view(), name="link"),
    path("r/<str:key>/not-me/", leaving.NotMe.as_view(), name="not-me"),
    path("track/<str:reference>/", tracking.Track.as_view(), name="track"),
    path("track/<str:reference>/state", tracking.State.as_view(), name="state"),
    path("track/<str:reference>/picture/<int:page_id>/", tracking.Thumb.as_view(), name="track-thumb"),
    path("track/<str:reference>/code/", code.Code.as_view(), name="code"),
    path("track/<str:reference>/card/", code.Card.as_view(), name="card"),
    path("track/<str:reference>/worked/", code.Worked.as_view(), name="worked"),
    path("track/<str:reference>/feedback/", code.SayNot.as_view(), name="feedback"),
    path("track/<str:reference>/reply/", replies.Reply.as_view(), name="reply"),
    path("track/<str:reference>/reply/<int:item_id>/", replies.ReplyItem.as_view(), name="reply-item"),
    *(
        path(f"track/<str:reference>/reply/<int:item_id>/{tail}", view.as_view(), name=f"reply-{name}")
        for tail, view, name in (
            ("preview/", replies.ReplyPreview, "preview"),
            ("remove/", replies.ReplyRemove, "remove"),
            ("hide/<int:page_id>/", replies.ReplyHide, "hide"),
            ("cover/", replies.ReplyCover, "cover"),
            ("cover/picture/", replies.ReplyCoverPicture, "cover-picture"),
        )
    ),
    path("track/<str:reference>/appeal/", appeals.Appeal.as_view(), name="appeal"),
    path("track/<str:reference>/appeal/preview/", appeals.AppealPreview.as_view(), name="appeal-preview"),
    path("track/<str:reference>/appeal/remove/", appeals.AppealRemove.as_view(), name="appeal-remove"),
    path("track/<str:reference>/appeal/hide/<int:page_id>/", appeals.AppealHide.as_view(), name="appeal-hide"),
    path("track/<str:reference>/address/", leaving.Address.as_view(), name="address"),
    path("track/<str:reference>/again/", leaving.Again.as_view(), name="again"),
    path("track/<str:reference>/withdraw/", leaving.Withdraw.as_view(), name="withdraw"),
    path("track/<str:reference>/delete/", leaving.Delete.as_view(), name="delete"),
]
