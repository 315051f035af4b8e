from learning.models.campaign import Campaign
from learning.models.enrolment import Enrolment, LessonProgress
from learning.models.event import ProgressEvent

__all__ = ["Campaign", "Enrolment", "LessonProgress", "ProgressEvent"]
