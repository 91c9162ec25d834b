"""Hypothesis for all tests of the rules: no time limit on one example, for the machine is shared."""

from hypothesis import HealthCheck, settings

settings.register_profile("rules", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rules")
