{{into_rollup}}
SELECT a.node_id, f.campaign_id, f.position_group, f.due_on, {{sums}}
FROM ({{recount}}) f JOIN committees_rollupancestor a ON a.committee_id = f.committee_id
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
