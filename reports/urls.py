from django.urls import path

from reports.views import audit, board, exports, home, names, roster, why

urlpatterns = [
    path("nhat-ky/", audit.audit_log, name="audit_log"),
    path("nhat-ky/xuat/", audit.audit_export, name="audit_export"),
    path("nhat-ky/<int:number>/", audit.audit_entry, name="audit_entry"),
    path("bao-cao/", home.report_home, name="report_home"),
    path("bao-cao/ghi-danh/<uuid:uuid>/", why.report_why, name="report_why"),
    path("bao-cao/<uuid:uuid>/", board.report_board, name="report_board"),
    path("bao-cao/<uuid:uuid>/danh-sach/", roster.report_roster, name="report_roster"),
    path("bao-cao/<uuid:uuid>/mo-danh-sach/", names.open_names, name="report_open_names"),
    path("bao-cao/<uuid:uuid>/xuat/", exports.report_export, name="report_export"),
]
