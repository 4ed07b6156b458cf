"""Tokens for programs: OAuth 2 client credentials, proven by a signed assertion or by a secret (decision 17)."""
