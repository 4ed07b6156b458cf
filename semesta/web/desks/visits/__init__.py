"""The desk of visits: rounds drawn by lot or taken from the list, who goes where, what the answers say."""
