"""The tab of the costs, within the breach room."""

from django.urls import path

from breaches.views import costs

urlpatterns = [
    path("<int:pk>/costs/", costs.page, name="costs"),
    path("<int:pk>/costs/costs.csv", costs.export, name="costs-csv"),
    path("<int:pk>/costs/<int:cost_pk>/take-back/", costs.take_back, name="cost-take-back"),
    path("<int:pk>/costs/<int:cost_pk>/document/", costs.document, name="cost-document"),
    path("<int:pk>/costs/claim/", costs.claim, name="claim-make"),
    path("<int:pk>/costs/claims/<int:claim_pk>/", costs.claim_letter, name="claim-letter"),
    path("<int:pk>/costs/claims/<int:claim_pk>/send/", costs.claim_sending, name="claim-send"),
    path("<int:pk>/costs/claims/<int:claim_pk>/mailed/", costs.claim_post, name="claim-mailed"),
]
