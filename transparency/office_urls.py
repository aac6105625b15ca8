"""Addresses of the office's pages about publishing, beside the admin's own."""

from django.contrib import admin
from django.urls import path

from transparency import office
from transparency.noticing import office as notice
from transparency.refreshing import office as refresh
from transparency.reporting import boardoffice as board
from transparency.reporting import yearoffice as year
from transparency.signing import office as signing

urlpatterns = [
    path("publish/", admin.site.admin_view(office.publish_view), name="publish"),
    path("public-on/", admin.site.admin_view(office.public_on_view), name="public-on"),
    path("public-on/proof.pdf", admin.site.admin_view(office.public_on_pdf), name="public-on-pdf"),
    path("notice-to-parents/", year.notice_list, name="year-notices"),
    path("notice-to-parents/<slug:year>/", year.notice_page, name="year-notice"),
    path("notice-to-parents/<slug:year>/write/", year.notice_write, name="year-notice-write"),
    path("notice-to-parents/<slug:year>/act/", year.notice_act, name="year-notice-act"),
    path("notice-to-parents/<slug:year>/proof/<int:pk>/", year.given_file, name="year-notice-file"),
    path("board-reports/", board.report_list, name="board-reports"),
    path("board-reports/<int:pk>/", board.report_page, name="board-report"),
    path("board-reports/<int:pk>/report.pdf", board.report_pdf, name="board-report-pdf"),
    path("refresh/", refresh.refresh_list, name="refresh"),
    path("refresh/<slug:day>/", refresh.refresh_page, name="refresh-day"),
    path("signing-keys/", signing.keys_page, name="signing-keys"),
    path("agreements/<int:pk>/notice/", notice.notice_page, name="agreement-notice"),
    path("agreements/<int:pk>/notice/write/", notice.notice_write, name="agreement-notice-write"),
    path("agreements/<int:pk>/notice/send/", notice.notice_send_page, name="agreement-notice-send"),
    path("agreements/<int:pk>/notice/sent/", notice.notice_sent_page, name="agreement-notice-sent"),
    path("agreements/<int:pk>/notice/notice.pdf", notice.notice_pdf, name="agreement-notice-pdf"),
    path("agreements/<int:pk>/notice/notice.txt", notice.notice_txt, name="agreement-notice-txt"),
    path("agreements/<int:pk>/notice/schools.csv", notice.notice_schools, name="agreement-notice-schools"),
]
