"""The application put together: settings, addresses, menu, server."""
