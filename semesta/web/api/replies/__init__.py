"""What a gateway hands on of people's replies: whoever answers STOP is written to no more."""
