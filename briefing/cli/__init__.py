"""The command line: the only room that knows click, the clock, the environment and the terminal."""


def main() -> None:
    """Run the program (console entry point)."""
