#pragma once

#include <optional>
#include <variant>

#include "core/timestamp.hpp"
#include "events/event.hpp"
#include "market/bar_series.hpp"
#include "market/corporate_action.hpp"

namespace tw::backtest {

/// Something that a run knows beforehand and tells between its bars.
struct ScheduledEvent {
  /// In the order in which they are told at one moment.
  using Happening = std::variant<CorporateAction, Control>;

  /// Everything that is known by then is told first, and nothing that is known later.
  Timestamp after;
  Happening event;
};

/// Returns `action` where it stands among the bars of its instrument: after everything known before
/// the first bar of its ex-date begins, a delisting after the last bar up to its day. Returns
/// nothing when it falls before the first bar, or on a day after the last.
std::optional<ScheduledEvent> scheduled(const CorporateAction& action, const BarSeries& bars);

}  // namespace tw::backtest
