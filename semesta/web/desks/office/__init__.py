"""The office desk: users, memberships, organisations, the audit trail."""
