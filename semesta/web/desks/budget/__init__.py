"""The desk `budget`: what the city's JKN money buys, how long it lasts, what the law asks, and what to do next."""
