"""The fuzzers of test_fuzz.py for as long as one likes: `python tests/fuzz/soak.py --examples 20000`.

Prints what they found, shrunk, and ends with status 1 if there was anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from fuzz.test_fuzz import Judge
from fuzz.texts import mutants, sentences
from hypothesis import HealthCheck, Phase, given, settings


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=20_000)
    options = parser.parse_args()
    judge, bad = Judge(), 0
    for texts in (sentences(), mutants()):
        long = settings(
            max_examples=options.examples,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )

        @long
        @given(texts)
        def run(text: str) -> None:
            told = judge(text)
            assert not told, f"{told}\n--- {text!r}"

        try:
            run()
        except AssertionError as error:
            print(error)
            bad += 1
    judge.close()
    print(f"{options.examples} sentences and as many mutants: {bad} kinds of mistakes")
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
