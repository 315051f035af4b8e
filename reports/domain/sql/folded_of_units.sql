-- Units below the roll-ups keep no figures of their own: what is folded is the recount less the pending.
SELECT f.campaign_id, f.position_group, f.due_on, {{sums}}
FROM (
    {{recount}}
    UNION ALL
    SELECT d.committee_id, d.campaign_id, d.position_group, COALESCE(d.due_on, %(far)s),
           -d.assigned, -d.in_progress, -d.completed, -d.passed, -d.failed, -d.exempt, -d.late_joiners
    FROM reports_reportdelta d
) f
WHERE f.committee_id IN ({{units}})
GROUP BY 1, 2, 3
