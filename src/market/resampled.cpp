#include "market/resampled.hpp"

namespace tw::inline market {

std::int64_t Resampled::left_out() const {
  return count(Fed::Late) + count(Fed::OutsideHours) + count(Fed::Straddles) +
         count(Fed::VolumeOverflow);
}

Resampled resample(const BarSeries& series, const SessionCalendar& calendar,
                   BarBuilder::Options options) {
  Resampled result;
  result.bars.timeframe = options.timeframe;
  BarBuilder builder{series.instrument, calendar, options};
  std::int64_t adjusted = BarSeries::kNoValue;
  const auto push = [&](const std::optional<Bar>& bar) {
    if (!bar) return;
    result.bars.push(*bar);
    if (!series.adjusted_close.empty()) result.bars.adjusted_close.push_back(adjusted);
  };

  for (std::size_t i = 0; i < series.size(); ++i) {
    const BarUpdate update = builder.update(series.at(i));
    push(update.closed);
    if (update.fed == Fed::Taken && !series.adjusted_close.empty()) {
      adjusted = series.adjusted_close[i];
    }
  }
  push(builder.flush());
  for (std::size_t kind = 0; kind < kFedKinds; ++kind) {
    result.counts[kind] = builder.count(static_cast<Fed>(kind));
  }
  return result;
}

}  // namespace tw::inline market
