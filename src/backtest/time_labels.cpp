#include "backtest/time_labels.hpp"

#include <algorithm>

namespace tw::backtest {

std::optional<std::size_t> bar_at(const BarSeries& bars, Timestamp at, BarEdge edge) {
  const std::int64_t inside = edge == BarEdge::End ? at.unix_ns - 1 : at.unix_ns;
  const auto after = std::upper_bound(bars.start.begin(), bars.start.end(), inside);
  if (after == bars.start.begin()) return std::nullopt;
  return static_cast<std::size_t>(after - bars.start.begin()) - 1;
}

TimeLabel label_of(const BarSeries& bars, Timestamp at, BarEdge edge) {
  if (bars.timeframe.is_intraday()) return {.at = at, .session = Date::of(at), .is_date = false};
  const auto bar = bar_at(bars, at, edge);
  const Date session = bar ? Date{bars.session[*bar]} : Date::of(at);
  return {.at = at, .session = session, .is_date = true};
}

}  // namespace tw::backtest
