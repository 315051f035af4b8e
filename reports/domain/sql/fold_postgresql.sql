-- Take the oldest deltas away and add them to every node that holds their unit, in one statement.
WITH f AS (
    DELETE FROM reports_reportdelta
    WHERE id IN (SELECT id FROM reports_reportdelta ORDER BY id LIMIT %(limit)s)
    RETURNING *
), added AS (
    {{into_rollup}}
    SELECT a.node_id, f.campaign_id, f.position_group, COALESCE(f.due_on, %(far)s), {{sums}}
    FROM f JOIN committees_rollupancestor a ON a.committee_id = f.committee_id
    GROUP BY 1, 2, 3, 4
    ORDER BY 1, 2, 3, 4
    {{add_on_conflict}}
)
SELECT COUNT(*) FROM f
