"""The verbs: refresh a visit, answer a question, pick a visit, leave."""
