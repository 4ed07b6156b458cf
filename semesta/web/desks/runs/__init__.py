"""Files and runs: send, look, run, compare, publish by two people; rules in force and rules tried."""
