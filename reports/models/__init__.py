from reports.models.course import ActivityFigures, CourseFigures
from reports.models.rollup import ReportDelta, RollupNode

__all__ = ["ActivityFigures", "CourseFigures", "ReportDelta", "RollupNode"]
