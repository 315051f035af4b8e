from learning.models.campaign import Campaign
from learning.models.enrolment import Enrolment, LessonProgress
from learning.models.event import ProgressEvent
from learning.models.session import LiveSession, SessionSignUp

__all__ = ["Campaign", "Enrolment", "LessonProgress", "LiveSession", "ProgressEvent", "SessionSignUp"]
