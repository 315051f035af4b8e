from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        from assessments.rules import register_course_banks  # noqa: PLC0415
        from courses import receivers, tasks  # noqa: F401, PLC0415  models must be loaded first
        from courses.admin_words import translate_fixed_words  # noqa: PLC0415
        from courses.domain import audit_words, integrity, notices, personal_data, preparation, question_uses  # noqa: PLC0415
        from courses.forms.pages import use_forms  # noqa: PLC0415
        from courses.rules import course_banks  # noqa: PLC0415

        audit_words.register()
        integrity.register()
        notices.register()
        personal_data.register()
        preparation.register()
        question_uses.register()
        register_course_banks(course_banks)
        translate_fixed_words()
        use_forms()
