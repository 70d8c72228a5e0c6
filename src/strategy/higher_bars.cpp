#include "strategy/higher_bars.hpp"

namespace tw::strategy {

HigherBars::Complete HigherBars::update(const Bar& bar, CalendarKind calendar) {
  if (builder_ == nullptr) {
    builder_ = std::make_unique<BarBuilder>(bar.instrument, SessionCalendar::of(calendar),
                                            BarBuilder::Options{.timeframe = timeframe_});
  }
  Complete complete;
  if (const auto before = builder_->update(bar).closed) complete.push(*before);
  if (const auto now = builder_->advance(bar.end)) complete.push(*now);
  return complete;
}

}  // namespace tw::strategy
