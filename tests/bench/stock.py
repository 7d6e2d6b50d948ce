"""The stock admin as anybody would begin it, beside the desk's own pages and behind the same middleware: the root of
addresses while the queue is measured."""

from django.contrib.admin import AdminSite, ModelAdmin
from django.urls import path

from config import urls
from requests_app.models import CodeRequest

SITE = AdminSite(name="stock")


class Stock(ModelAdmin[CodeRequest]):
    """Requests with the columns of the queue; one of them with every field."""

    list_display = ("reference", "guide", "family", "status", "sent_at", "promised_at", "clerk", "desk")
    list_filter = ("status", "desk")
    search_fields = ("reference", "name", "email")
    list_select_related = True
    list_per_page = 25


SITE.register(CodeRequest, Stock)
LIST = "/stock/requests_app/coderequest/"
ALONE = {"_popup": "1"}  # without what the desk puts around each page of its own admin
urlpatterns = [path("stock/", SITE.urls), *urls.urlpatterns]
