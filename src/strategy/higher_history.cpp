#include "strategy/higher_history.hpp"

#include <algorithm>

#include "core/assert.hpp"

namespace tw::strategy {

void HigherHistory::need(const HigherNeed& need) {
  const auto same = [&](const Line& line) { return line.need.timeframe == need.timeframe; };
  const auto found = std::ranges::find_if(lines_, same);
  if (found == lines_.end()) {
    lines_.push_back(
        {.need = need, .built = HigherBars{need.timeframe}, .history = BarHistory{need.bars}});
  } else if (found->need.bars < need.bars) {
    found->need = need;
    found->history = BarHistory{need.bars};
  }
}

void HigherHistory::push(const Bar& bar, CalendarKind calendar) {
  for (Line& line : lines_) {
    line.fresh = 0;
    for (const Bar& complete : line.built.update(bar, calendar)) {
      line.history.push(complete);
      line.fresh += 1;
    }
  }
}

HigherView HigherHistory::view(Timeframe timeframe) const {
  const auto declared =
      std::ranges::find(lines_, timeframe, [](const Line& line) { return line.need.timeframe; });
  TW_ASSERT(declared != lines_.end());
  return {declared->history.view(), declared->fresh};
}

}  // namespace tw::strategy
