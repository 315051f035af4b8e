-- Roll-up plus pending minus recount, in one snapshot; only what is off comes back.
SELECT f.node_id, f.campaign_id, f.position_group, f.due_on, {{sums}}
FROM (
    SELECT node_id, campaign_id, position_group, due_on,
           assigned, in_progress, completed, passed, failed, exempt, late_joiners
    FROM reports_rollupnode
    UNION ALL
    SELECT a.node_id, d.campaign_id, d.position_group, COALESCE(d.due_on, %(far)s),
           d.assigned, d.in_progress, d.completed, d.passed, d.failed, d.exempt, d.late_joiners
    FROM reports_reportdelta d JOIN committees_rollupancestor a ON a.committee_id = d.committee_id
    UNION ALL
    SELECT a.node_id, r.campaign_id, r.position_group, r.due_on,
           -r.assigned, -r.in_progress, -r.completed, -r.passed, -r.failed, -r.exempt, -r.late_joiners
    FROM ({{recount}}) r JOIN committees_rollupancestor a ON a.committee_id = r.committee_id
) f
GROUP BY 1, 2, 3, 4
HAVING SUM(f.assigned) <> 0 OR SUM(f.in_progress) <> 0 OR SUM(f.completed) <> 0 OR SUM(f.passed) <> 0
    OR SUM(f.failed) <> 0 OR SUM(f.exempt) <> 0 OR SUM(f.late_joiners) <> 0
ORDER BY 1, 2, 3, 4
