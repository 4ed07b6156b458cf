"""Finding people, and one person as every register has them."""
