"""Quantiles of the standard normal distribution, by the per cent of values that lie below."""

NORMAL_90 = 1.2815515655446004
NORMAL_95 = 1.6448536269514722
"""Both ends of an interval of 90 % lie so many standard deviations from its middle."""
