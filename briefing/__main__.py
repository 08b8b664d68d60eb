"""`python -m briefing` is the same program as `briefing`: both start here.

Apart from `cli`, so that Ctrl-C while click is being imported is one line too and no traceback.
"""


def run() -> None:
    """Start the program (console entry point)."""
    try:
        from briefing.cli import main

        main()
    except KeyboardInterrupt:
        raise SystemExit("error: stopped before it was done; nothing was left half-written") from None


if __name__ == "__main__":
    run()
