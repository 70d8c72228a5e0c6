#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "examples/own_strategy/pullback_depth.hpp"
#include "indicators/sma.hpp"
#include "strategy/strategy.hpp"

namespace tw::examples {

/// Buys a pullback in an uptrend and leaves at the old high, or when its patience is over.
class DipBuyer {
 public:
  // The events it handles. For each of them there must be an `on`; a misspelt one does not compile.
  using Listens = strategy::Types<Bar>;

  // What `tradewind strategies` says of it, and what `--set` may change.
  static constexpr std::string_view kName = "dip_buyer";
  static constexpr std::string_view kDoc =
      "Buys a close that is `dip` below its high and above its `trend` average; sells at a new "
      "high "
      "or after `hold` bars.";
  static constexpr std::string_view kSource = "an example, not advice";
  static constexpr std::array kParameters{
      strategy::integer("period", 20, 2, 1000, "bars of the high that it falls from"),
      strategy::number("dip", 0.05, 0.001, 0.9, "how far below the high it buys"),
      strategy::integer("trend", 200, 1, 5000, "bars of the average that it must be above"),
      strategy::integer("hold", 30, 1, 5000, "most bars in a position"),
  };
  // Says why values cannot go together; here all of them can.
  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  DipBuyer(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        depth_{strategy::as_int(values[0])},
        dip_{values[1]},
        trend_{strategy::as_int(values[2])},
        hold_bars_{strategy::as_int(values[3])} {}

  // The first bar at which everything is defined: earlier ones are read to warm it up.
  int warmup_bars() const { return std::max(depth_.warmup(), trend_.warmup()); }

  // A bar has closed. What is asked for here can fill from the next bar's open on.
  void on(const Bar& bar, strategy::Context& context) {
    const double close = bar.close.as_double();
    const auto depth = depth_.update(close);
    const auto trend = trend_.update(close);
    if (!depth || !trend || !context.is_warm()) return;

    // The context is the truth about orders and positions; a strategy keeps no book of its own.
    if (context.is_long(instrument_)) {
      held_bars_ += 1;
      if (*depth == 0.0) context.exit(instrument_, "new_high");
      if (held_bars_ >= hold_bars_) context.exit(instrument_, "patience_over");
      return;
    }
    held_bars_ = 0;
    if (*depth >= dip_ && close > *trend) context.enter(instrument_, Side::Buy, "dip");
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;
  PullbackDepth depth_;
  double dip_;
  indicators::Sma trend_;
  int hold_bars_;

  // Moves with every bar.
  int held_bars_ = 0;
};

static_assert(strategy::Catalogued<DipBuyer>);

}  // namespace tw::examples
