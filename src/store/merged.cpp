#include "store/merged.hpp"

#include "core/assert.hpp"

namespace tw::store {
namespace {

std::int64_t label(const BarSeries& bars, std::size_t i) {
  return bars.timeframe.is_intraday() ? bars.start[i] : bars.session[i];
}

std::int64_t adjusted_at(const BarSeries& bars, std::size_t i) {
  return bars.adjusted_close.empty() ? BarSeries::kNoValue : bars.adjusted_close[i];
}

bool same_values(const BarSeries& a, std::size_t i, const BarSeries& b, std::size_t j) {
  return a.open[i] == b.open[j] && a.high[i] == b.high[j] && a.low[i] == b.low[j] &&
         a.close[i] == b.close[j] && a.volume[i] == b.volume[j] &&
         adjusted_at(a, i) == adjusted_at(b, j);
}

}  // namespace

BarTable merged(const BarSeries& stored, const BarSeries& latest, MergeTally& tally) {
  TW_ASSERT(stored.timeframe == latest.timeframe);
  const bool has_adjusted = !stored.adjusted_close.empty() || !latest.adjusted_close.empty();
  BarTable table{.timeframe = latest.timeframe};
  table.reserve(stored.size() + latest.size());
  const auto take = [&](const BarSeries& bars, std::size_t i) {
    table.push(bars.at(i));
    if (has_adjusted) table.adjusted_close.push_back(adjusted_at(bars, i));
  };
  std::size_t old = 0;
  for (std::size_t i = 0; i < latest.size(); ++i) {
    const std::int64_t now = label(latest, i);
    for (; old < stored.size() && label(stored, old) < now; ++old) take(stored, old);
    const bool is_known = old < stored.size() && label(stored, old) == now;
    if (!is_known) {
      tally.added += 1;
    } else if (same_values(stored, old, latest, i)) {
      tally.unchanged += 1;
    } else {
      tally.changed += 1;
    }
    take(latest, i);
    old += is_known ? 1 : 0;
  }
  for (; old < stored.size(); ++old) take(stored, old);
  return table;
}

}  // namespace tw::store
