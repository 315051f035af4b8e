ON CONFLICT (node_id, campaign_id, position_group, due_on) DO UPDATE SET
    assigned = kept.assigned + excluded.assigned,
    in_progress = kept.in_progress + excluded.in_progress,
    completed = kept.completed + excluded.completed,
    passed = kept.passed + excluded.passed,
    failed = kept.failed + excluded.failed,
    exempt = kept.exempt + excluded.exempt,
    late_joiners = kept.late_joiners + excluded.late_joiners
