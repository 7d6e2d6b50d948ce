"""Addresses of the machine interface, below `/api/v1/` and without a language."""

from django.urls import URLPattern, path

from requests_app.api import desk_moves, desk_queue, desk_reading, filing, known_codes, papers, partner, schema, tokens

ACTS = {
    "claim": desk_moves.claim,
    "release": desk_moves.release,
    "hand-over": desk_moves.hand_over,
    "park": desk_moves.park,
    "unpark": desk_moves.unpark,
    "readings/number": desk_reading.NumberReading,
    "readings/vin": desk_reading.VinReading,
    "readings/holder": desk_reading.HolderReading,
    "checks": desk_moves.answer_check,
    "verdicts": desk_moves.judge_document,
    "flags": desk_moves.clear_flag,
    "rely": desk_moves.rely,
    "approve": desk_moves.approve,
    "recheck": desk_moves.recheck,
    "second-look": desk_reading.SecondLook,
    "release-alone": desk_moves.release_alone,
    "look-again": desk_moves.look_again,
    "codes": desk_moves.type_code,
    "deliver": desk_moves.deliver,
    "recall": desk_moves.recall,
    "paid": desk_moves.mark_paid,
    "ask": desk_moves.ask,
    "refuse": desk_moves.refuse,
    "merge": desk_moves.merge,
    "notes": desk_moves.add_note,
}
CASE = "desk/requests/<slug:reference>"
urlpatterns: list[URLPattern] = [
    path("openapi.json", schema.openapi, name="openapi"),
    path("docs", schema.docs, name="docs"),
    path("requests", filing.Requests.as_view(), name="requests"),
    path("requests/<int:key>", filing.OneRequest.as_view(), name="request"),
    path("requests/<int:key>/documents", papers.Documents.as_view(), name="documents"),
    path("requests/<int:key>/documents/<int:document>", papers.OneDocument.as_view(), name="document"),
    path("requests/<int:key>/send", filing.Sending.as_view(), name="send"),
    path("requests/<int:key>/questions", papers.Questions.as_view(), name="questions"),
    path("requests/<int:key>/questions/<int:question>", papers.OneQuestion.as_view(), name="question"),
    path(
        "requests/<int:key>/questions/<int:question>/documents",
        papers.QuestionDocuments.as_view(),
        name="question-documents",
    ),
    path("requests/<int:key>/answer", papers.Answer.as_view(), name="answer"),
    path("requests/<int:key>/withdraw", filing.Withdrawal.as_view(), name="withdraw"),
    path("partner/codes", partner.Codes.as_view(), name="partner-codes"),
    path("known-codes", known_codes.KnownCodes.as_view(), name="known-codes"),
    path("token", tokens.OwnToken.as_view(), name="token"),
    path("desk/requests", desk_queue.Queue.as_view(), name="queue"),
    path("desk/next", desk_queue.Next.as_view(), name="next"),
    path("desk/colleagues", desk_queue.Colleagues.as_view(), name="colleagues"),
    path(CASE, desk_queue.Case.as_view(), name="case"),
    path(f"{CASE}/documents", desk_queue.CaseDocuments.as_view(), name="case-documents"),
    path(f"{CASE}/pictures/<int:page>", desk_queue.Picture.as_view(), name="case-picture"),
    *(path(f"{CASE}/{tail}", view.as_view(), name=f"case-{tail.replace('/', '-')}") for tail, view in ACTS.items()),
]
