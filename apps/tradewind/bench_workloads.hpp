#pragma once

#include <string_view>

#include "bench_result.hpp"

// Runs of the workloads, each beside a bare loop of the same work.
namespace tw::app {

// bench_engine.cpp: the whole engine.
BenchResult measure_w1();
BenchResult measure_w2();
BenchResult measure_rotation();

// bench_research.cpp: sweeps, resampled paths, a walk-forward.
BenchResult measure_w3();
BenchResult measure_w3s();
BenchResult measure_w4();
BenchResult measure_w7();

// bench_data.cpp: indicators, CSV, vendors' JSON, the journal.
BenchResult measure_w5();
BenchResult measure_w6();
/// Of all vendors; `measure_json_of` measures one, which is there.
BenchResult measure_json();
BenchResult measure_json_of(std::string_view vendor);
BenchResult measure_journal();

}  // namespace tw::app
