"""Every address of the installation. The public page is at the root; the office under /office/."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from deadlines.feed import clocks_feed
from districtprivacy.health import healthz
from notices.views.calls import bounces_call
from requests_portal.inbound.views import mail_call

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("accounts/", include("district.accounturls")),
    path("accounts/", include("allauth.urls")),
    path("office/contracts/", include("contracts.urls")),
    path("office/breaches/", include("breaches.urls")),
    path("office/requests/", include("requests_portal.urls")),
    path("portal/", include("requests_portal.portal_urls")),
    path("office/mailings/", include("notices.urls")),
    path("mail-service/bounces/", bounces_call, name="bounces-call"),
    path("mail-service/inbound/", mail_call, name="inbound-call"),
    path("office/roster/", include("roster.urls")),
    path("office/districts/", include("transparency.federation.urls")),
    path("office/", include("transparency.office_urls")),
    path("office/clocks.ics", clocks_feed, name="clocks-feed"),
    path("office/inventory/coverage/", include("inventory.coverageurls")),
    path("office/products/", include("inventory.products.urls")),
    path("office/operators/", include("inventory.operators.urls")),
    path("office/conduct/", include("inventory.conduct.urls")),
    path("office/apps/", include("inventory.approved.urls")),
    path("office/apps/", include("inventory.committee.staff_urls")),
    path("office/committee/papers/", include("inventory.committee_papers.urls")),
    path("office/committee/", include("inventory.committee.urls")),
    path("office/disclosures/", include("inventory.disclosures.urls")),
    path("office/trainings/", include("inventory.training.urls")),
    path("office/asked/", include("inventory.asking.urls")),
    path("office/leaving/", include("inventory.leaving.urls")),
    path("office/safeguards/", include("inventory.safeguards.urls")),
    path("office/imports/", include("inventory.importing.urls")),
    path("office/seen/", include("inventory.seen.urls")),
    path("office/", admin.site.urls),
    path("operators-answer/", include("contracts.operator_urls")),
    path("operators-conduct/", include("inventory.conduct.operator_urls")),
    path("operators-leaving/", include("inventory.leaving.operator_urls")),
    path("operators-safeguards/", include("inventory.safeguards.operator_urls")),
    path("operators-request/", include("requests_portal.holders.operator_urls")),
    path("approved-apps/", include("inventory.approved.elsewhere_urls")),
    path("", include("transparency.urls")),
]
