#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/roc.hpp"
#include "strategies/signal_latch.hpp"
#include "strategies/volume_filter.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Holds what has risen over the lookback, and with `side` = both is short of what has fallen.
class Momentum {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "momentum";
  static constexpr std::string_view kDoc =
      "Buys when the return over `lookback` bars is above `entry`, sells when it is below `exit`; "
      "a "
      "purchase may ask for more volume than usual.";
  static constexpr std::string_view kSource = "Moskowitz, Ooi and Pedersen 2012";
  static constexpr std::array<std::string_view, 2> kSides{"long", "both"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("lookback", 126, 1, 5000, "bars of the return; 252 days are a year"),
      strategy::number("entry", 0.0, 0.0, 10.0, "enters above this return, as a fraction"),
      strategy::number("exit", 0.0, -0.99, 10.0, "leaves below this return; not above entry"),
      strategy::choice("side", kSides, "long: flat in a decline; both: short, mirrored"),
      strategy::integer("volume", 0, 0, 1000, "bars of the usual volume; 0 does not ask for any"),
      strategy::number("volume_ratio", 1.0, 0.0, 100.0, "volume of an entry, in usual ones"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[2] > values[1]) return "exit must not be above entry";
    return std::nullopt;
  }

  Momentum(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        entry_{values[1]},
        exit_{values[2]},
        goes_short_{values[3] == 1.0},
        return_{strategy::as_int(values[0])},
        volume_{strategy::as_int(values[4]), values[5]},
        exits_{instrument, values} {}

  int warmup_bars() const {
    return std::max({return_.warmup(), volume_.warmup(), exits_.warmup_bars()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const bool is_confirmed = volume_.update(bar);
    const auto change = return_.update(bar.close.as_double());
    if (!change || !context.is_warm() || leaves) return;

    const double gain = *change / 100.0;
    const int signal = gain > entry_ ? 1 : (goes_short_ && gain < -entry_ ? -1 : 0);
    if (latch_.is_open(signal) && is_confirmed) {
      latch_.take(signal);
      context.saw({{"gain", gain}, {"entry", entry_}});
      const Side side = signal > 0 ? Side::Buy : Side::Sell;
      context.enter(instrument_, side, signal > 0 ? "momentum_up" : "momentum_down",
                    exits_.attached(side, bar.close));
    } else if (context.is_long(instrument_) && gain < exit_) {
      context.saw({{"gain", gain}, {"exit", exit_}});
      context.exit(instrument_, "momentum_lost");
    } else if (context.is_short(instrument_) && gain > -exit_) {
      context.saw({{"gain", gain}, {"exit", -exit_}});
      context.exit(instrument_, "decline_ended");
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;
  double entry_;
  double exit_;
  bool goes_short_;

  // Move with every bar.
  indicators::Roc return_;
  VolumeFilter volume_;
  SignalLatch latch_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
