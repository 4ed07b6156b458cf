"""The desk `overview`: is the city UHC today, under which rule, by how much, and where does each figure come from."""
