"""Pages are read in other processes, so that one that takes too much takes only itself down."""
