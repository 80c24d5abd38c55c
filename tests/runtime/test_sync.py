"""Synchronous calls: from any thread, inside running loops, interrupted, and over and over."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sigc.runtime.sync import wait_for


async def double(n: int, seconds: float = 0.0) -> int:
    await asyncio.sleep(seconds)
    return 2 * n


def test_a_result_and_an_exception_come_through() -> None:
    async def fail() -> None:
        raise KeyError("x")

    assert wait_for(double(4)) == 8
    with pytest.raises(KeyError):
        wait_for(fail())
    assert wait_for(double(5)) == 10


def test_inside_a_running_loop() -> None:
    async def outer() -> list[int]:
        return [wait_for(double(n)) for n in range(3)]

    assert asyncio.run(outer()) == [0, 2, 4]


def test_inside_itself_it_says_so_instead_of_waiting_for_ever() -> None:
    async def inner() -> int:
        return wait_for(double(1))

    with pytest.raises(RuntimeError, match="await the asynchronous form"):
        wait_for(inner())


def test_many_threads_share_one_loop() -> None:
    loops = set()

    async def which(n: int) -> int:
        loops.add(id(asyncio.get_running_loop()))
        return await double(n, 0.001 * (n % 3))

    def work(start: int) -> list[int]:
        return [wait_for(which(n)) for n in range(start, start + 25)]

    with ThreadPoolExecutor(8) as pool:
        results = list(pool.map(work, range(0, 200, 25)))
    assert [r for part in results for r in part] == [2 * n for n in range(200)]
    assert len(loops) == 1


def test_a_follower_takes_over_when_the_leader_is_done() -> None:
    done: list[str] = []

    def slow() -> None:
        wait_for(double(1, 0.2))
        done.append("slow")

    leader = threading.Thread(target=lambda: (wait_for(double(1, 0.05)), done.append("quick")))
    leader.start()
    follower = threading.Thread(target=slow)
    follower.start()
    leader.join(5)
    follower.join(5)
    assert done == ["quick", "slow"]


def test_an_interrupt_cancels_what_is_waited_for() -> None:
    cancelled: list[bool] = []

    async def long() -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    timer = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))
    timer.start()
    with pytest.raises(KeyboardInterrupt):
        wait_for(long())
    assert cancelled == [True]
    assert wait_for(double(3)) == 6


def test_the_process_ends_quietly() -> None:
    code = """
import asyncio, threading
from sigc.runtime.sync import wait_for
async def held():
    async def generator():
        try:
            yield 1
        finally:
            print("closed")
    made = generator()
    kept.append(made)
    return await anext(made)
kept = []
print(wait_for(held()))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == ["1", "closed"]
    assert ran.stderr == ""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_forked_child_has_a_loop_of_its_own() -> None:
    wait_for(double(1))
    child = os.fork()
    if child == 0:
        os._exit(0 if wait_for(double(2)) == 4 else 1)
    assert os.waitpid(child, 0)[1] == 0
