"""Cases against operators: /office/conduct/…"""

from django.urls import path

from inventory.conduct import views, workviews

app_name = "conduct"

urlpatterns = [
    path("", views.case_list, name="list"),
    path("open/<int:operator>/", views.open_case, name="open"),
    path("<int:pk>/", views.case_page, name="case"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/evidence/", workviews.evidence, name="evidence"),
    path("<int:pk>/files/<int:file>/", workviews.file, name="file"),
    path("<int:pk>/notice/", workviews.notice, name="notice"),
    path("<int:pk>/notices/<int:notice>/remind/", workviews.remind, name="remind"),
    path("<int:pk>/notices/<int:notice>/answer/", workviews.answer, name="answer"),
    path("<int:pk>/end/", workviews.end, name="end"),
    path("<int:pk>/report/", workviews.report, name="report"),
    path("<int:pk>/reports/<int:report>/sent/", workviews.report_sent, name="report-sent"),
    path("<int:pk>/authority/", workviews.authority_add, name="authority-add"),
    path("<int:pk>/letters/<str:kind>/<int:row>/", workviews.letter, name="letter"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/reopen/", views.reopen, name="reopen"),
]
