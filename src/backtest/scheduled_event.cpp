#include "backtest/scheduled_event.hpp"

#include <algorithm>

namespace tw::backtest {
namespace {

/// A delisting comes right after the last bar that there is, unless the data end before its day.
std::optional<ScheduledEvent> after_last(const CorporateAction& action, const BarSeries& bars) {
  if (bars.empty()) return std::nullopt;
  const auto found = std::ranges::upper_bound(bars.session, action.ex_date.days);
  const auto after = static_cast<std::size_t>(found - bars.session.begin());
  const bool is_past_the_data = after == bars.size() && action.ex_date.days > bars.session.back();
  if (after == 0 || is_past_the_data) return std::nullopt;
  return ScheduledEvent{.after = bars.end_at(after - 1), .event = action};
}

}  // namespace

std::optional<ScheduledEvent> scheduled(const CorporateAction& action, const BarSeries& bars) {
  if (action.kind == CorporateAction::Kind::Delisting) return after_last(action, bars);
  const auto found = std::ranges::lower_bound(bars.session, action.ex_date.days);
  const auto first = static_cast<std::size_t>(found - bars.session.begin());
  if (first == 0 || first == bars.size()) return std::nullopt;
  // Markets that never close begin a bar in the very moment in which the one before is known.
  const std::int64_t before_open = bars.start[first] - 1;
  const std::int64_t last_known = bars.end_at(first - 1).unix_ns;
  return ScheduledEvent{.after = {std::max(before_open, last_known)}, .event = action};
}

}  // namespace tw::backtest
