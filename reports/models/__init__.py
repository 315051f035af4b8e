from reports.models.rollup import ReportDelta, RollupNode

__all__ = ["ReportDelta", "RollupNode"]
