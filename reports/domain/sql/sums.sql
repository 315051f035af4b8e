SUM(f.assigned) AS assigned, SUM(f.in_progress) AS in_progress, SUM(f.completed) AS completed,
SUM(f.passed) AS passed, SUM(f.failed) AS failed, SUM(f.exempt) AS exempt, SUM(f.late_joiners) AS late_joiners
