#pragma once

#include <array>
#include <cstdint>

#include "market/bar_builder.hpp"
#include "market/bar_series.hpp"
#include "market/bar_table.hpp"

namespace tw::inline market {

/// Bars built from finer ones, and what became of each of those.
struct Resampled {
  BarTable bars;
  std::array<std::int64_t, kFedKinds> counts{};

  std::int64_t count(Fed fed) const { return counts[static_cast<std::size_t>(fed)]; }
  /// Returns how many finer bars are in none of `bars`.
  std::int64_t left_out() const;
};

/// Returns `series` as bars of a longer timeframe, the last one as far as the series goes.
///
/// The adjusted close of a bar, where the series has one, is that of its last finer bar.
Resampled resample(const BarSeries& series, const SessionCalendar& calendar,
                   BarBuilder::Options options);

}  // namespace tw::inline market
