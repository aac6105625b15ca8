"""The tab of the evidence file, and drills, within the breach room."""

from django.urls import path

from breaches.views import drills, evidence

urlpatterns = [
    path("<int:pk>/evidence/", evidence.page, name="evidence"),
    path("<int:pk>/evidence/<int:file>/", evidence.download, name="evidence-file"),
    path("<int:pk>/drill/", drills.report, name="drill"),
    path("drills/new/", drills.new, name="drill-new"),
]
