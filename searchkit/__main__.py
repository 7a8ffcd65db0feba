"""The program as ``python -m searchkit``."""

from searchkit.screen.cli import run

if __name__ == "__main__":
    run()
