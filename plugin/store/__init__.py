"""What Chairside keeps: sealed records of launches, every proposal, answers, choices, and the audit."""
