-- Roll-up and pending in one statement is one snapshot: a fold between two would be seen twice or not at all.
SELECT f.node_id, f.position_group, {{sums}},
       SUM(CASE WHEN f.due_on < %(today)s THEN f.assigned - f.completed ELSE 0 END) AS overdue
FROM (
    SELECT node_id, position_group, due_on,
           assigned, in_progress, completed, passed, failed, exempt, late_joiners
    FROM reports_rollupnode
    WHERE node_id IN ({{nodes}}) AND campaign_id IN ({{campaigns}})
    UNION ALL
    SELECT a.node_id, d.position_group, COALESCE(d.due_on, %(far)s),
           d.assigned, d.in_progress, d.completed, d.passed, d.failed, d.exempt, d.late_joiners
    FROM reports_reportdelta d JOIN committees_rollupancestor a ON a.committee_id = d.committee_id
    WHERE d.campaign_id IN ({{campaigns}}) AND a.node_id IN ({{nodes}})
) f
GROUP BY 1, 2
