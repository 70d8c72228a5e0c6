#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "indicators/sma.hpp"
#include "strategies/price.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Is long while the fast average is above the slow one; with `side` = both, short while below.
///
/// Acts on the bar in which the averages cross, strictly: equal averages are no cross. Decides on
/// closed bars alone.
class SmaCross {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "sma_cross";
  static constexpr std::string_view kDoc =
      "Buys when the fast simple average crosses above the slow one, sells when it crosses below.";
  static constexpr std::string_view kSource = "backtesting.py SmaCross; Murphy 1999, chapter 9";
  static constexpr std::array<std::string_view, 2> kSides{"long", "both"};
  static constexpr std::array kParameters{
      strategy::integer("fast", 10, 1, 5000, "bars of the fast average; below slow"),
      strategy::integer("slow", 30, 2, 5000, "bars of the slow average"),
      strategy::choice("side", kSides, "long: flat below the cross; both: short there"),
      strategy::number("stop", 0.0, 0.0, 0.99,
                       "attached stop, as a fraction of the decision bar's close; 0 is none"),
      strategy::number("target", 0.0, 0.0, 10.0,
                       "attached target, as a fraction of the decision bar's close; 0 is none"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[0] >= values[1]) return "fast must be below slow";
    if (values[2] == 1.0 && values[4] >= 1.0) return "with side both, target must be below 1";
    return std::nullopt;
  }

  SmaCross(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        fast_{strategy::as_int(values[0])},
        slow_{strategy::as_int(values[1])},
        goes_short_{values[2] == 1.0},
        stop_{values[3]},
        target_{values[4]} {}

  int warmup_bars() const { return slow_.warmup(); }

  void on(const Bar& bar, strategy::Context& context) {
    const double close = bar.close.as_double();
    const auto fast = fast_.update(close);
    if (!fast) {
      slow_.update(close);  // Which takes longer.
      return;
    }
    const auto slow = slow_.update(close);
    if (!slow) return;  // Still warming up.

    const double before = gap_;
    gap_ = *fast - *slow;
    if (!context.is_warm()) return;
    const bool crosses = before < 0.0 ? gap_ > 0.0 : before > 0.0 && gap_ < 0.0;
    if (crosses) [[unlikely]]
      cross({.fast = *fast, .slow = *slow, .gap_before = before}, bar.close, context);
  }

 private:
  struct Averages {
    double fast;
    double slow;
    double gap_before;
  };

  /// Out of line: a cross is rare, and what it takes must not weigh on every bar.
  [[gnu::noinline]] void cross(const Averages& averages, Price close, strategy::Context& context) {
    context.saw(
        {{"fast", averages.fast}, {"slow", averages.slow}, {"gap_before", averages.gap_before}});
    if (gap_ > 0.0) {
      context.enter(instrument_, Side::Buy, "cross_up", exits(close, 1.0));
    } else if (goes_short_) {
      context.enter(instrument_, Side::Sell, "cross_down", exits(close, -1.0));
    } else {
      context.exit(instrument_, "cross_down");
    }
  }
  strategy::Exits exits(Price close, double direction) const {
    return {.stop = moved(close, -direction * stop_), .target = moved(close, direction * target_)};
  }

  // Constant after construction.
  InstrumentId instrument_;

  // Move with every bar.
  indicators::Sma fast_;
  indicators::Sma slow_;
  double gap_ = 0.0;  ///< fast − slow at the bar before; its sign is all that counts.

  // Constant after construction.
  bool goes_short_;
  double stop_;
  double target_;
};

}  // namespace tw::strategies
