"""What every desk stands on: people and places, who may see what, the audit trail, sessions, shared templates."""
