-- The manifest of the run behind each published month.
SELECT month, run_id, manifest FROM every_manifest
