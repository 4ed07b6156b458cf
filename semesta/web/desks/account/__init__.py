"""One's own account: sign in and out, second factor, sessions, language, the post one acts in."""
