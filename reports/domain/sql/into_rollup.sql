INSERT INTO reports_rollupnode AS kept (
    node_id, campaign_id, position_group, due_on,
    assigned, in_progress, completed, passed, failed, exempt, late_joiners
)
