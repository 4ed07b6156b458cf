"""Programs that ask without a person: who they are, tokens, scopes, limits. What they are answered is in `web/api`."""
