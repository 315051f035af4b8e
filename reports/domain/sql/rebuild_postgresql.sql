-- One snapshot for both: an enrolment counted here has its delta deleted here, and no other has.
WITH gone AS (DELETE FROM reports_reportdelta)
{{rebuild}}
