"""Pages from the net: addresses are checked, connections bounded, answers read."""
