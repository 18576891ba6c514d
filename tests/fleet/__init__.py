"""A simulated company with known causes, and the score of whoever turns its alerts into tickets. See README.md."""
