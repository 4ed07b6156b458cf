"""Plans of money: what a city must budget, how far its budget carries, and whom to cover first."""
