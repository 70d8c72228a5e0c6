#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tw::app {

inline constexpr int kBenchPasses = 5;  // Odd, so that the median is one of them.

/// One exact result that a workload must show.
struct BenchCheck {
  std::string name;
  bool holds = false;
};

/// One indicator of W5: medians over the passes.
/// Units: nanoseconds of CPU an element.
struct IndicatorTimes {
  std::string name;
  double plain_ns = 0.0;
  double batch_ns = 0.0;
  double streaming_ns = 0.0;

  double ratio() const { return batch_ns / plain_ns; }
};

/// One vendor's parser: the best of the passes, for what it shares the core with only adds to it.
/// Units: seconds of CPU, bytes of text.
struct ParserTimes {
  std::string vendor;
  std::uint64_t bytes = 0;
  std::uint64_t pages = 0;
  std::uint64_t allocations = 0;
  double seconds = 0.0;
  double bare_seconds = 0.0;

  double mb_per_second() const { return static_cast<double>(bytes) / seconds * 1e-6; }
  double ratio() const { return seconds / bare_seconds; }
  double allocations_per_page() const {
    return static_cast<double>(allocations) / static_cast<double>(pages);
  }
};

/// What a workload measured, in the terms of the interface contract.
struct BenchResult {
  std::string workload;
  std::string unit;  ///< What `count` counts: "bars" or "bytes".
  std::uint64_t count = 0;
  std::optional<std::uint64_t> fills;
  std::optional<std::uint64_t> trades;
  std::optional<double> equity;
  std::optional<std::string> commands_hash;
  std::optional<std::uint64_t> allocations_steady;
  std::vector<double> seconds;
  std::vector<double> bare_seconds;
  std::vector<BenchCheck> checks;
  std::vector<IndicatorTimes> indicators;
  std::vector<ParserTimes> parsers;
  std::vector<std::pair<std::string, double>> values;  ///< Results with a name of their own.

  static double median(std::vector<double> sample);
  double per_second() const { return static_cast<double>(count) / median(seconds); }
  bool is_exact() const;
};

std::string json_of(const BenchResult& result);
std::string table_of(const BenchResult& result);

}  // namespace tw::app
