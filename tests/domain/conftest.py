"""Hypothesis for the tests of the rules: no time limit on one example, and as many as seconds allow."""

from hypothesis import HealthCheck, settings

settings.register_profile("rules", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("rules")
