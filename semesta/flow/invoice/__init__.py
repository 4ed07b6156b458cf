"""What a run found on BPJS's bills: told, as letters to the branch, and as lists."""
