#include "backtest/scheduled_event.hpp"

#include <algorithm>

namespace tw::backtest {

std::optional<ScheduledEvent> scheduled(const CorporateAction& action, const BarSeries& bars) {
  const auto found = std::ranges::lower_bound(bars.session, action.ex_date.days);
  const auto first = static_cast<std::size_t>(found - bars.session.begin());
  if (first == 0 || first == bars.size()) return std::nullopt;
  // Markets that never close begin a bar in the very moment in which the one before is known.
  const std::int64_t before_open = bars.start[first] - 1;
  const std::int64_t last_known = bars.end_at(first - 1).unix_ns;
  return ScheduledEvent{.after = {std::max(before_open, last_known)}, .event = action};
}

}  // namespace tw::backtest
