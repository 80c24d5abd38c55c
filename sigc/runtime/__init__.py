"""Running a program: the engine, the bundle, tools, models, sync entry points.

Promise: nothing here imports the compiler, and nothing is imported before it is used.
May import: sigc.base, sigc.ir, sigc.values, sigc.adapters, sigc.lm, sigc.offline, sigc.strategies."""
