"""Addresses of the public page. They are on paper and in links: none is ever changed."""

from django.urls import path

from transparency import binder, converters, downloads, views  # noqa: F401 - converters are registered first
from transparency.api import urls as api
from transparency.embeds import views as embeds
from transparency.proving import views as proving
from transparency.reporting import views as reporting

app_name = "public"


urlpatterns = [
    path("", views.app_list, name="apps"),
    path("apps/<slug:slug>/", views.app_page, name="app"),
    path("operators/", views.operator_list, name="operators"),
    path("operators/<slug:slug>/", views.operator_page, name="operator"),
    path("breaches/", views.breach_list, name="breaches"),
    path("breaches/<slug:slug>/", views.breach_page, name="breach"),
    path("information/", views.information_page, name="information"),
    path("information/<slug:code>/", views.kind_page, name="kind"),
    path("agreements/<sha256:sha256>.<ending:ending>", downloads.agreement_file, name="agreement"),
    path("notices/", views.notice_list, name="notices"),
    path("glossary/", views.glossary_page, name="glossary"),
    path("your-rights/", views.rights_page, name="rights"),
    path("accessibility/", views.accessibility_page, name="accessibility"),
    path("proof/", views.proof_page, name="proof"),
    path("history/<isoday:day>/", views.day_page, name="day"),
    path("downloads/binder.pdf", binder.binder_file, name="binder"),
    *downloads.urlpatterns,
    *proving.urlpatterns,
    *reporting.urlpatterns,
    path("data/", embeds.data_page, name="data"),
    path("embed/apps/", embeds.embed_frame, name="embed"),
    path("embed/apps.html", embeds.embed_fragment, name="embed-fragment"),
    *api.urlpatterns,
]
