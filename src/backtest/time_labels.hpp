#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "backtest/backtest_report.hpp"
#include "market/bar_series.hpp"

namespace tw::backtest {

/// Which side of a bar a moment belongs to: one bar's end may be the next one's start.
enum class BarEdge : std::uint8_t { Start, End };

constexpr BarEdge edge_of(bool is_at_close) { return is_at_close ? BarEdge::End : BarEdge::Start; }

/// Returns the bar that `at` belongs to, or nothing before the first.
std::optional<std::size_t> bar_at(const BarSeries& bars, Timestamp at, BarEdge edge);

/// Returns how a report names `at`: by the session's date on daily bars and longer, else as it is.
TimeLabel label_of(const BarSeries& bars, Timestamp at, BarEdge edge);

}  // namespace tw::backtest
