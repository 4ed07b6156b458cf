"""What other programs ask: the same casework actions as the desks."""
