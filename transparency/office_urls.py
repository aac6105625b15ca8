"""Addresses of the office's pages about publishing, beside the admin's own."""

from django.contrib import admin
from django.urls import path

from transparency import office
from transparency.noticing import office as notice
from transparency.refreshing import office as refresh
from transparency.signing import office as signing

urlpatterns = [
    path("publish/", admin.site.admin_view(office.publish_view), name="publish"),
    path("public-on/", admin.site.admin_view(office.public_on_view), name="public-on"),
    path("public-on/proof.pdf", admin.site.admin_view(office.public_on_pdf), name="public-on-pdf"),
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
