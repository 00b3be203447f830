"""A second, deliberately simple reading of the administration rules, compared with the engine on many visits."""
