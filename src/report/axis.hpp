#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "backtest/backtest_report.hpp"

namespace tw::report {

/// How the values of a chart are read.
enum class ChartUnit : std::uint8_t { Money, Percent, Ratio, Price };

/// Returns "money", "percent", "ratio" or "price": the name that style and script know it by.
std::string_view name_of(ChartUnit unit);

/// Returns round values (steps of 1, 2 or 5 times a power of ten) inside [low, high], about `count`
/// of them. Requires `low < high`.
std::vector<double> value_ticks(double low, double high, int count);

/// Returns round values inside [low, high] for a logarithmic axis: 1, 2, 3, 5 and 7 times powers of
/// ten, fewer the more decades there are; those of `value_ticks` where that leaves fewer than
/// three. Requires `0 < low < high`.
std::vector<double> log_ticks(double low, double high);

/// Returns a tick as an axis shows it: "120k", "-5%", "1.5". `step` decides the decimals, `largest`
/// (of the axis, without its sign) whether all are in thousands, millions and so on.
std::string tick_text(double value, double step, ChartUnit unit, double largest);

struct TimeTick {
  std::size_t point = 0;  ///< Index into the labels.
  std::string text;
};

/// Returns where a new half hour, hour, day, month, quarter or year begins: the finest of these
/// that gives at most `count_max` ticks. The first label never is one.
std::vector<TimeTick> time_ticks(std::span<const backtest::TimeLabel> labels,
                                 std::size_t count_max);

}  // namespace tw::report
