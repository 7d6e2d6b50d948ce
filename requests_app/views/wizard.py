"""The first questions: what is needed, which car, which radio, the radio's number."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render

from guides_app.identifiers import Ask, ForPerson, Kind, OtherNumber, Read, Unclear
from guides_app.models import Guide
from requests_app import shops, workflow
from requests_app.forms.car import NOT_SURE, OTHER, CarForm, RadioForm
from requests_app.forms.number import CannotFindForm, NumberForm, VinTailForm, kind_of, problem_text, read_for
from requests_app.lookup.registry import label_answers, number_fingerprint
from requests_app.models import CodeRequest, EvidenceLevel
from requests_app.states import OPEN
from requests_app.views import cookies
from requests_app.views.drafts import (
    NO_NUMBER,
    AlreadySent,
    QuestionPage,
    keep,
    named_radio,
    open_draft,
    take_car,
    take_radio,
    with_query,
)
from requests_app.views.pages import INVALID, CustomerPage
from requests_app.views.steps import CAR, CHECK, NUMBER, RADIO, VIN_TAIL, Path, Step


class Start(CustomerPage):
    """From a guide one goes straight to the first question; a Strict desk first says what it needs.

    Where several desks answer, it is asked here which one is meant, whatever was begun on this device.
    """

    def get(self, request: HttpRequest) -> HttpResponseBase:
        shops.ask_which(request)
        try:
            opened = open_draft(request)
        except AlreadySent as sent:
            response = redirect("requests:start")
            cookies.drop_draft(request, response, sent.code_request)
            return response
        path = opened.path()
        strict = opened.draft.desk.evidence_level == EvidenceLevel.STRICT
        if path.without_code:
            return redirect(with_query(request, NUMBER.url))
        named = "guide" in request.GET and opened.car_chosen
        onward = with_query(request, path.first_missing.url)
        if named and not strict:
            return redirect(onward)
        context = {
            "draft": opened.draft,
            "onward": onward,
            "unsent": bool(opened.draft.pk),
            "strict": strict,
            "at_the_counter": path.at_the_counter,
        }
        return render(request, "requests_app/start.html", context)


class Car(QuestionPage):
    """Only for somebody without a guide, or to change the car."""

    template_name = "requests_app/car.html"
    before_radio = True

    def step(self) -> Step:
        return CAR if not self.path.car_chosen else self.path.steps[0]

    def get(self, request: HttpRequest) -> HttpResponseBase:
        chosen = self.draft.guide.slug if self.draft.guide else (OTHER if self.path.car_chosen else "")
        return self.page(form=CarForm(initial={"car": chosen}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = CarForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        slug = form.cleaned_data["car"]
        guide = None if slug == OTHER else Guide.objects.published().filter(slug=slug).first()
        if guide != self.draft.guide or not self.path.car_chosen:
            take_car(self.draft, guide, named_radio(request))
        kept, token = keep(request, self.draft)
        response = redirect(with_query(request, Path(kept).first_missing.url))
        if token:
            cookies.add_draft(request, response, token)
        return response


class Radio(QuestionPage):
    """Only where several radios are found in the car."""

    template_name = "requests_app/radio.html"
    before_radio = True

    def step(self) -> Step:
        return RADIO

    def get(self, request: HttpRequest) -> HttpResponseBase:
        chosen = self.draft.family.slug if self.draft.family else (NOT_SURE if self.draft.number_kind else "")
        return self._page(RadioForm(families=self.path.families, initial={"radio": chosen}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = RadioForm(request.POST, families=self.path.families)
        if not form.is_valid():
            return self._page(form, status=INVALID)
        slug = form.cleaned_data["radio"]
        family = next((family for family in self.path.families if family.slug == slug), None)
        if family != self.draft.family or not self.draft.number_kind:
            take_radio(self.draft, family)
        kept, token = keep(request, self.draft)
        return self.onward(kept, token)

    def _page(self, form: RadioForm, *, status: int = 200) -> HttpResponseBase:
        return self.page(form=form, radios=self.path.families, status=status)


class Number(QuestionPage):
    """What is typed is read by the rules of the family; whatever was changed or is doubtful is shown."""

    template_name = "requests_app/number.html"

    def step(self) -> Step:
        return NUMBER

    @property
    def kind(self) -> Kind:
        family = self.draft.family
        return Kind(family.number_kind) if family else Kind.NONE

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self._page(NumberForm(initial={"number": self.draft.number}, kind=self.kind))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = NumberForm(request.POST, kind=self.kind)
        form.is_valid()
        typed = form.cleaned_data.get("number", "")
        if self.kind is Kind.VIN and not typed and self.draft.vin_sealed:
            return self.onward(self.draft)
        reading = read_for(self.draft.family, typed)
        if isinstance(reading, Ask) and reading.otherwise and form.cleaned_data["as_typed"]:
            reading = reading.otherwise
        match reading:
            case Unclear():
                form.add_error("number", problem_text(reading, self.kind))
                return self._page(form, status=INVALID)
            case Ask() | OtherNumber():
                return self.page(template="requests_app/number_doubt.html", reading=reading, kind=self.kind)
            case Read(value) | ForPerson(value):
                pass
        twin = None if form.cleaned_data.get("again") else self._asked_before(value)
        if twin is not None:
            return self.page(template="requests_app/number_asked.html", twin=twin, typed=typed, kind=self.kind)
        return self._keep(request, reading, value, typed)

    def _asked_before(self, value: str) -> CodeRequest | None:
        """An open request for this number that was sent from this very device; other devices are never told of."""
        ids = cookies.link_ids(self.request)
        rows = CodeRequest.objects.filter(links__pk__in=ids, status__in=OPEN, desk=self.draft.desk_id)
        same = rows.filter(number_fingerprint=number_fingerprint(value, self.kind))
        return same.first() if ids and self.kind is not Kind.VIN else None

    def _keep(self, request: HttpRequest, reading: Read | ForPerson, value: str, typed: str) -> HttpResponseBase:
        if self.kind is Kind.VIN:
            kept, token = keep(request, self.draft)
            workflow.keep_vin(kept, value)
            return self.onward(kept, token)
        person = reading.why if isinstance(reading, ForPerson) else ""
        kind = kind_of(self.draft.family, reading)
        number = {"number": value, "number_kind": kind, "number_for_person": person}
        kept, token = keep(request, self.draft, **{**NO_NUMBER, **number, **label_answers(typed)})
        if person:
            return self.onward(kept, token, person="1")
        if isinstance(reading, Read) and reading.corrected:
            return self.onward(kept, token, read="1")
        return self.onward(kept, token)

    def _page(self, form: NumberForm, *, status: int = 200) -> HttpResponseBase:
        return self.page(form=form, kind=self.kind, has_vin=bool(self.draft.vin_sealed), status=status)


class VinTail(QuestionPage):
    """The end of the VIN, where staff will read it off the certificate; one can go on without it."""

    template_name = "requests_app/vin_tail.html"

    def step(self) -> Step:
        return VIN_TAIL

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(form=VinTailForm(initial={"vin_tail": self.draft.vin_tail}))

    def post(self, request: HttpRequest) -> HttpResponseBase:
        form = VinTailForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        answer = form.cleaned_data
        kept, token = keep(request, self.draft, vin_tail=answer["vin_tail"], vin_tail_unknown=answer["unknown"])
        return self.onward(kept, token, **({"read": "vin"} if answer["corrected"] else {}))


class NumberRead(QuestionPage):
    """Whether the number that was read off the customer's photo is theirs. The page that asks is the last one."""

    http_method_names = ["post"]

    def step(self) -> Step:
        return NUMBER

    def post(self, request: HttpRequest) -> HttpResponseBase:
        theirs = "yes" in request.POST
        workflow.answer_proposal(self.draft, request.POST.get("yes" if theirs else "no", ""), theirs=theirs)
        return redirect(CHECK.url)


class CannotFind(QuestionPage):
    """One can go on without a number; a person looks at the photos."""

    template_name = "requests_app/number_help.html"

    def step(self) -> Step:
        return NUMBER

    def get(self, request: HttpRequest) -> HttpResponseBase:
        return self.page(form=CannotFindForm(initial={"reason": self.draft.number_unknown}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        form = CannotFindForm(request.POST)
        if not form.is_valid():
            return self.page(form=form, status=INVALID)
        kept, token = keep(request, self.draft, **{**NO_NUMBER, "number_unknown": form.cleaned_data["reason"]})
        return self.onward(kept, token)
