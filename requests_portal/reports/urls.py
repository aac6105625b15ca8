"""Reports about requests, within the office: /office/requests/reports/…"""

from django.urls import path

from requests_portal.reports import views

urlpatterns = [
    path("", views.report, name="reports"),
    path("board/", views.board, name="reports-board"),
    path("board.pdf", views.board_pdf, name="reports-board-pdf"),
    path("<slug:key>.csv", views.report_csv, name="reports-csv"),
]
