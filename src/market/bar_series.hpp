#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "market/bar.hpp"
#include "market/timeframe.hpp"

namespace tw::inline market {

/// One instrument's bars as columns of equal length, oldest first.
///
/// A view: several readers share one copy, mapped from a file or held by a `BarTable`.
/// Units: raw integers of `Price` (1e-8), `Volume` (1e-4), nanoseconds and days since 1970.
/// Owns:  nothing; the storage must outlive the view.
struct BarSeries {
  InstrumentId instrument{};
  Timeframe timeframe;
  std::span<const std::int64_t> start;
  std::span<const std::int64_t> end;  ///< Empty when `end = start + timeframe.span()`.
  std::span<const std::int32_t> session;
  std::span<const std::int64_t> open;
  std::span<const std::int64_t> high;
  std::span<const std::int64_t> low;
  std::span<const std::int64_t> close;
  std::span<const std::int64_t> volume;
  /// Close adjusted for splits and dividends; empty when the source has none.
  /// A missing value is `kNoValue`.
  std::span<const std::int64_t> adjusted_close;

  static constexpr std::int64_t kNoValue = INT64_MIN;

  std::size_t size() const { return start.size(); }
  bool empty() const { return start.empty(); }
  Timestamp end_at(std::size_t i) const {
    return end.empty() ? Timestamp{start[i]} + timeframe.span() : Timestamp{end[i]};
  }
  Bar at(std::size_t i) const {
    return {.instrument = instrument,
            .session = {session[i]},
            .start = {start[i]},
            .end = end_at(i),
            .open = Price::from_raw(open[i]),
            .high = Price::from_raw(high[i]),
            .low = Price::from_raw(low[i]),
            .close = Price::from_raw(close[i]),
            .volume = Volume::from_raw(volume[i])};
  }
  /// Returns rows [first, first + count).
  BarSeries slice(std::size_t first, std::size_t count) const;
};

}  // namespace tw::inline market
