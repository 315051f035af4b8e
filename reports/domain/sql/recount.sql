-- What the enrolments say themselves, per unit: the rule of learning.domain.changes.Standing.figures.
SELECT e.committee_id,
       e.campaign_id,
       e.position_group,
       COALESCE(e.due_on, %(far)s) AS due_on,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status <> %(exempt)s THEN 1 ELSE 0 END) AS assigned,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status = %(in_progress)s THEN 1 ELSE 0 END) AS in_progress,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status = %(completed)s THEN 1 ELSE 0 END) AS completed,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status <> %(exempt)s AND e.passed_on IS NOT NULL
                THEN 1 ELSE 0 END) AS passed,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status <> %(exempt)s AND e.failed THEN 1 ELSE 0 END) AS failed,
       SUM(CASE WHEN NOT e.is_late_joiner AND e.status = %(exempt)s THEN 1 ELSE 0 END) AS exempt,
       SUM(CASE WHEN e.is_late_joiner THEN 1 ELSE 0 END) AS late_joiners
FROM learning_enrolment e
WHERE NOT e.is_double
GROUP BY 1, 2, 3, 4
