"""Safeguards of hosted services in the office: /office/safeguards/…"""

from django.urls import path

from inventory.safeguards import formviews, views

app_name = "safeguards"

urlpatterns = [
    path("", views.services, name="list"),
    path("district/", views.district_page, name="district"),
    path("district/evidence/", formviews.evidence, name="district-evidence"),
    path("district/mark/", formviews.mark, name="district-mark"),
    path("evidence/<int:pk>/", views.evidence_page, name="evidence-page"),
    path("evidence/<int:pk>/file/", views.evidence_file, name="evidence-file"),
    path("evidence/<int:pk>/expiry/", formviews.expiry, name="expiry"),
    path("<int:product>/", views.product_page, name="product"),
    path("<int:product>/evidence/", formviews.evidence, name="evidence"),
    path("<int:product>/mark/", formviews.mark, name="mark"),
    path("<int:product>/ask/", formviews.ask, name="ask"),
    path("<int:product>/consent/", formviews.consent, name="consent"),
    path("<int:product>/consent/<int:record>/withdraw/", formviews.withdraw, name="consent-withdraw"),
    path("<int:product>/consent/<int:record>/file/", views.consent_file, name="consent-file"),
]
