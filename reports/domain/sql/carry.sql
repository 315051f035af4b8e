-- A subtree went from some nodes to others: they lose and gain what has been folded of it.
{{into_rollup}}
SELECT t.id, f.campaign_id, f.position_group, f.due_on,
       f.assigned * t.sign, f.in_progress * t.sign, f.completed * t.sign, f.passed * t.sign,
       f.failed * t.sign, f.exempt * t.sign, f.late_joiners * t.sign
FROM (
    SELECT id, CASE WHEN id IN ({{joined}}) THEN 1 ELSE -1 END AS sign
    FROM committees_committee
    WHERE id IN ({{joined}}) OR id IN ({{left}})
) t CROSS JOIN ({{folded}}) f
WHERE f.assigned <> 0 OR f.in_progress <> 0 OR f.completed <> 0 OR f.passed <> 0
    OR f.failed <> 0 OR f.exempt <> 0 OR f.late_joiners <> 0
ORDER BY 1, 2, 3, 4
{{add_on_conflict}}
