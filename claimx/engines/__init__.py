"""Ways to run over more machines than one."""
