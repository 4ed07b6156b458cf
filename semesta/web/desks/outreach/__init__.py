"""The desk of outreach: whom to tell before cover ends, and where arrears are."""
