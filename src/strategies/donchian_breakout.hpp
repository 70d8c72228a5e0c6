#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/extreme.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys a new high of the bars before and gives up at a new low of fewer bars.
class DonchianBreakout {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "donchian_breakout";
  static constexpr std::string_view kDoc =
      "Buys when the close is above the highest high of the `entry` bars before, sells when it is "
      "below the lowest low of the `exit` bars before.";
  static constexpr std::string_view kSource = "Donchian 1960; the Turtle rules, system 1";
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("entry", 20, 1, 5000, "bars before whose highest high is broken"),
      strategy::integer("exit", 10, 1, 5000, "bars before whose lowest low is broken"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  DonchianBreakout(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        highest_{strategy::as_int(values[0])},
        lowest_{strategy::as_int(values[1])},
        exits_{instrument, values} {}

  /// One more than the windows': the bar that breaks them is not one of theirs.
  int warmup_bars() const {
    return std::max({highest_.warmup() + 1, lowest_.warmup() + 1, exits_.warmup_bars()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const auto high_before = high_;
    const auto low_before = low_;
    high_ = highest_.update(bar.high.as_double());
    low_ = lowest_.update(bar.low.as_double());
    if (!high_before || !low_before || !context.is_warm() || leaves) return;

    const double close = bar.close.as_double();
    if (close > *high_before) {
      context.saw({{"close", close}, {"channel_high", *high_before}});
      context.enter(instrument_, Side::Buy, "new_high", exits_.attached(Side::Buy, bar.close));
    } else if (close < *low_before) {
      context.saw({{"close", close}, {"channel_low", *low_before}});
      context.exit(instrument_, "new_low");
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;

  // Move with every bar.
  indicators::Highest highest_;
  indicators::Lowest lowest_;
  std::optional<double> high_;
  std::optional<double> low_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
