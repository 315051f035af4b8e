SELECT campaign_id, position_group, due_on,
       assigned, in_progress, completed, passed, failed, exempt, late_joiners
FROM reports_rollupnode
WHERE node_id = %(committee)s
