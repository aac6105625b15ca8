"""Trainings: /office/trainings/…"""

from django.urls import path

from inventory.training import fileviews, views

app_name = "trainings"
urlpatterns = [
    path("", views.overview, name="overview"),
    path("mine/", views.mine, name="mine"),
    path("mine/<int:pk>/", views.mine_done, name="mine-done"),
    path("new/", views.course_edit, name="course-new"),
    path("course/<int:pk>/", views.course, name="course"),
    path("course/<int:pk>/change/", views.course_edit, name="course-edit"),
    path("course/<int:pk>/end/", views.course_end, name="course-end"),
    path("course/<int:pk>/due/", views.round_new, name="round-new"),
    path("round/<int:pk>/", views.round_page, name="round"),
    path("round/<int:pk>/change/", views.round_change, name="round-change"),
    path("round/<int:pk>/done/", views.done, name="done"),
    path("round/<int:pk>/excuse/", views.excuse, name="excuse"),
    path("round/<int:pk>/remind/", views.remind, name="remind"),
    path("round/<int:pk>/people.csv", views.round_csv, name="csv"),
    path("round/<int:pk>/file/", fileviews.upload, name="upload"),
    path("file/<int:pk>/", fileviews.file_page, name="file"),
    path("file/<int:pk>/do/", fileviews.file_do, name="file-do"),
    path("kept/<int:pk>/certificate/", views.evidence, name="evidence"),
    path("kept/<int:pk>/take-back/", views.take_back, name="take-back"),
    path("designated/", fileviews.designated, name="designated"),
    path("designated/new/", fileviews.designated_edit, name="designated-new"),
    path("designated/<int:pk>/", fileviews.designated_edit, name="designated-edit"),
]
