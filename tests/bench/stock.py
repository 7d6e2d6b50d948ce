"""The stock admin and a stock viewset as anybody would begin them, beside the desk's own pages and interface and behind
the same middleware: the root of addresses while the queue is measured."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path
from rest_framework.pagination import PageNumberPagination
from rest_framework.relations import SlugRelatedField
from rest_framework.serializers import CharField, ModelSerializer
from rest_framework.viewsets import ReadOnlyModelViewSet

from config import urls
from guides_app.models import Guide, RadioFamily
from requests_app.models import CodeRequest

SITE = AdminSite(name="stock")


class Stock(ModelAdmin[CodeRequest]):
    """Requests with the columns of the queue; one of them with every field."""

    list_display = ("reference", "guide", "family", "status", "sent_at", "promised_at", "clerk", "desk")
    list_filter = ("status", "desk")
    search_fields = ("reference", "name", "email")
    list_select_related = ("guide__car_model__brand", "family", "clerk", "desk")
    list_per_page = 25


SITE.register(CodeRequest, Stock)
LIST = "/stock/requests_app/coderequest/"
ALONE = {"_popup": "1"}  # without what the desk puts around each page of its own admin


class StockSerializer(ModelSerializer[CodeRequest]):
    """The members of a line of software's list, as the framework makes them."""

    state_text = CharField(source="get_status_display")
    car = SlugRelatedField[Guide](source="guide", slug_field="slug", read_only=True)
    radio = SlugRelatedField[RadioFamily](source="family", slug_field="slug", read_only=True)
    clerk = CharField(source="clerk.get_full_name", default=None)

    class Meta:
        model = CodeRequest
        fields = (
            "reference", "status", "state_text", "car", "radio", "language", "sent_at", "promised_at", "came_by",
            "clerk", "claimed_until", "parked_until", "parked_for", "second_look_since",
        )  # fmt: skip


class StockPages(PageNumberPagination):
    """As many in a page as the interface's list shows where nothing is said."""

    page_size = 25


class StockViewSet(ReadOnlyModelViewSet[CodeRequest]):
    """Requests behind the same token."""

    queryset = CodeRequest.objects.select_related("guide", "family", "clerk").order_by("-pk")
    serializer_class = StockSerializer
    pagination_class = StockPages


VIEWSET = "/stock/api/"
urlpatterns = [
    path("stock/api/", StockViewSet.as_view({"get": "list"})),
    path("stock/", SITE.urls),
    *urls.urlpatterns,
]
