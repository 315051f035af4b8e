"""Celery: a directory as broker unless `SEN_BROKER_URL` names RabbitMQ or Redis."""

from celery.schedules import crontab

from lms import env

CELERY_BROKER_URL = env.text("SEN_BROKER_URL", "filesystem://")
if CELERY_BROKER_URL.startswith("filesystem"):
    _queue = env.data_directory() / "queue"
    for _folder in ("messages", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "messages"),
        "data_folder_out": str(_queue / "messages"),
        "control_folder": str(_queue / "control"),
        "store_processed": False,
        "polling_interval": 0.1,
    }
else:
    # A page that has committed its work does not wait long for a broker that is away.
    CELERY_BROKER_CONNECTION_TIMEOUT = 2
    CELERY_BROKER_TRANSPORT_OPTIONS = {"max_retries": 1, "interval_start": 0, "interval_step": 0.2, "interval_max": 0.2}
    if CELERY_BROKER_URL.startswith("redis"):
        CELERY_BROKER_TRANSPORT_OPTIONS |= {
            "visibility_timeout": 4 * 60 * 60,
            "socket_connect_timeout": 2,
            "socket_timeout": 5,
        }

CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE = {
    "show-life": {"task": "operations.show_life", "schedule": 10.0},
    "dispatch-outbox": {"task": "operations.dispatch_outbox", "schedule": 2.0},
    "rescue-jobs": {"task": "operations.rescue_jobs", "schedule": 30.0},
    "seal-audit": {"task": "operations.seal_audit", "schedule": 30.0},
    "fold-deltas": {"task": "reports.fold_deltas", "schedule": 5.0},
    "close-overdue-attempts": {"task": "assessments.close_overdue_attempts", "schedule": 20.0},
    "count-statistics": {"task": "assessments.count_statistics", "schedule": crontab(hour=2, minute=10)},
    "issue-missing-certificates": {"task": "certificates.issue_missing", "schedule": 60.0},
    "follow-dates-of-roles": {"task": "committees.follow_dates", "schedule": 60.0},
    "carry-out-planned-changes": {"task": "committees.carry_out_planned", "schedule": 300.0},
    "publish-due-editions": {"task": "courses.publish_due", "schedule": 60.0},
    "expire-approvals": {"task": "operations.expire_approvals", "schedule": 600.0},
    "count-courses": {"task": "reports.count_courses", "schedule": 3600.0},
    "forget-feedback": {"task": "learning.forget_feedback", "schedule": 86400.0},
    "forget-old-files": {"task": "operations.forget_old_files", "schedule": 3600.0},
}
