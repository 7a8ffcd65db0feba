"""How articles become segments, and segments become one."""
