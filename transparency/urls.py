"""Addresses of the public page. They are on paper and in links: none is ever changed."""

from django.urls import path, register_converter

from transparency import downloads, views

app_name = "public"


class Sha256Converter:
    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class DayConverter(Sha256Converter):
    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"


class EndingConverter(Sha256Converter):
    regex = "pdf|docx|txt"


register_converter(Sha256Converter, "sha256")
register_converter(EndingConverter, "ending")
register_converter(DayConverter, "isoday")

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
    path("glossary/", views.glossary_page, name="glossary"),
    path("your-rights/", views.rights_page, name="rights"),
    path("accessibility/", views.accessibility_page, name="accessibility"),
    path("proof/", views.proof_page, name="proof"),
    path("history/<isoday:day>/", views.day_page, name="day"),
    *downloads.urlpatterns,
]
