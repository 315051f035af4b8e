-- SQLite has no DELETE in a common table expression; the transaction is alone among writers, so the
-- deltas up to %(last)s added here are exactly those that the next statement deletes.
{{into_rollup}}
SELECT a.node_id, f.campaign_id, f.position_group, COALESCE(f.due_on, %(far)s), {{sums}}
FROM reports_reportdelta f JOIN committees_rollupancestor a ON a.committee_id = f.committee_id
WHERE f.id <= %(last)s
GROUP BY 1, 2, 3, 4
ORDER BY 1, 2, 3, 4
{{add_on_conflict}}
