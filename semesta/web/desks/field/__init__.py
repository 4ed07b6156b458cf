"""The desk of visits in the field: agents' phones, forms that came in, and the page for offices without ODK."""
