"""The tables of one publication as Django sees them: never migrated, made anew by each publication."""
