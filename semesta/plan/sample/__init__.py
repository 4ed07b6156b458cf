"""Samples of households: the frame, designs, how many are needed, reserves, who goes where (req 51)."""
