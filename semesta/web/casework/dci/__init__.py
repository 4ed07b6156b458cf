"""What a registry of a social programme asks over DCI (SPDCI registry API 1.0.0), and what it is told."""
