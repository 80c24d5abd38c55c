import std.metrics
