from learning.models.accommodation import Accommodation
from learning.models.campaign import Campaign
from learning.models.enrolment import Enrolment, LessonProgress
from learning.models.event import ProgressEvent
from learning.models.feedback import CourseFeedback
from learning.models.session import LiveSession, SessionSignUp

__all__ = [
    "Accommodation",
    "Campaign",
    "CourseFeedback",
    "Enrolment",
    "LessonProgress",
    "LiveSession",
    "ProgressEvent",
    "SessionSignUp",
]
