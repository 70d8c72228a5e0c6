#pragma once

#include <cstdint>
#include <vector>

#include "market/bar_series.hpp"

namespace tw::inline market {

/// Owns the columns that a `BarSeries` views: what a parser or a builder fills.
struct BarTable {
  Timeframe timeframe;
  std::vector<std::int64_t> start;
  std::vector<std::int64_t> end;  ///< Empty while every bar ends at `start + timeframe.span()`.
  std::vector<std::int32_t> session;
  std::vector<std::int64_t> open;
  std::vector<std::int64_t> high;
  std::vector<std::int64_t> low;
  std::vector<std::int64_t> close;
  std::vector<std::int64_t> volume;
  std::vector<std::int64_t> adjusted_close;  ///< Empty when the source has none.

  void reserve(std::size_t rows);
  /// Appends `bar`. The first one whose end the timeframe does not say, such as the half hour that
  /// a session ends with, brings the column of ends.
  void push(const Bar& bar);
  std::size_t size() const { return start.size(); }
  /// Owns: the view is valid until the table changes or goes.
  BarSeries view(InstrumentId instrument) const;
};

}  // namespace tw::inline market
