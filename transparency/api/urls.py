"""Addresses of the read API. A version's addresses stay as they are; another shape gets another version."""

from django.urls import path

from transparency.api import views

urlpatterns = [
    path("api/v1/", views.RootView.as_view(), name="api"),
    path("api/v1/apps/", views.AppsView.as_view(), name="api-apps"),
    path("api/v1/apps/<slug:key>/", views.AppView.as_view(), name="api-app"),
    path("api/v1/operators/", views.OperatorsView.as_view(), name="api-operators"),
    path("api/v1/operators/<slug:slug>/", views.OperatorView.as_view(), name="api-operator"),
    path("api/v1/information/", views.InformationView.as_view(), name="api-information"),
    path("api/v1/information/<slug:code>/", views.KindView.as_view(), name="api-kind"),
    path("api/v1/breaches/", views.BreachesView.as_view(), name="api-breaches"),
    path("api/v1/breaches/<slug:name>/", views.BreachView.as_view(), name="api-breach"),
    path("api/v1/snapshots/", views.SnapshotsView.as_view(), name="api-snapshots"),
    path("api/v1/snapshots/<int:number>/", views.SnapshotView.as_view(), name="api-snapshot"),
    path("api/v1/schema", views.SchemaView.as_view(), name="api-schema"),
]
