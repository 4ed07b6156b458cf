"""One room per desk; desks do not see each other."""
