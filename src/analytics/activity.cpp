#include "analytics/activity.hpp"

#include <algorithm>
#include <vector>

#include "core/assert.hpp"

namespace tw::analytics {

double exposure(std::span<const BarSpan> trades, std::size_t bars) {
  std::vector<BarSpan> sorted(trades.begin(), trades.end());
  std::ranges::sort(sorted, {}, &BarSpan::entry_bar);
  std::size_t held = 0;
  std::size_t counted_to = 0;  // Bars before this one are counted already.
  for (const BarSpan& trade : sorted) {
    TW_ASSERT(trade.entry_bar <= trade.exit_bar && trade.exit_bar < bars);
    const std::size_t from = std::max(trade.entry_bar, counted_to);
    if (trade.exit_bar < from) continue;
    held += trade.exit_bar + 1 - from;
    counted_to = trade.exit_bar + 1;
  }
  return bars == 0 ? 0.0 : static_cast<double>(held) / static_cast<double>(bars);
}

Figured turnover(const Trading& trading) {
  if (trading.average_equity <= 0.0 || trading.years <= 0.0) return std::nullopt;
  return trading.traded_value / 2.0 / trading.average_equity / trading.years;
}

}  // namespace tw::analytics
