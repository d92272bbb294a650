"""How good a fitted thing is: measures with intervals, splits that do not leak, permuted labels, missing records."""
