#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "strategies/session_pivots.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys a bar that dipped below the first support of the last session's pivots and closed above it.
///
/// Stop and target are orders at the venue from the fill on, at the levels of that moment.
class PivotLevels {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "pivot_levels";
  static constexpr std::string_view kDoc =
      "Buys when a bar trades below the first support of the last session's pivots and closes back "
      "above it; sells at the target level or at the second support.";
  static constexpr std::string_view kSource =
      "Person 2004, A Complete Guide to Technical Trading Tactics";
  static constexpr std::array<std::string_view, 3> kTargets{"pivot", "resistance1", "resistance2"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::choice("target", kTargets, "the level at which the gain is taken"),
      strategy::integer("patience", 10, 1, 5000, "leaves after so many bars without either"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  PivotLevels(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        target_{strategy::as_int(values[0])},
        patience_{strategy::as_int(values[1])},
        exits_{instrument, values} {}

  /// Two sessions cannot be counted in bars; until there are pivots it waits by itself.
  int warmup_bars() const { return exits_.warmup_bars() > 1 ? exits_.warmup_bars() : 1; }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const auto pivots = pivots_.update(bar);
    if (!pivots || !context.is_warm() || leaves) return;

    if (context.is_long(instrument_)) {
      held_ += 1;
      if (held_ < patience_) return;
      context.saw({{"bars_held", static_cast<double>(held_)}});
      context.exit(instrument_, "patience_over");
      return;
    }
    held_ = 0;
    const double close = bar.close.as_double();
    if (bar.low.as_double() >= pivots->support1 || close <= pivots->support1) return;
    const double target = target_of(*pivots);
    if (target <= close || pivots->support2 <= 0.0) return;  // The way to it is over already.
    const strategy::Exits levels{.stop = price_of(pivots->support2), .target = price_of(target)};
    context.saw({{"close", close},
                 {"low", bar.low.as_double()},
                 {"support1", pivots->support1},
                 {"support2", pivots->support2},
                 {"target", target}});
    context.enter(instrument_, Side::Buy, "back_above_support",
                  exits_.attached(Side::Buy, bar.close, levels));
  }

 private:
  static Price price_of(double level) { return Price::from_double(level).value_or(Price{}); }
  double target_of(const Pivots& pivots) const {
    if (target_ == 0) return pivots.pivot;
    return target_ == 1 ? pivots.resistance1 : pivots.resistance2;
  }

  // Constant after construction.
  InstrumentId instrument_;
  int target_;
  int patience_;

  // Move with every bar.
  SessionPivots pivots_;
  int held_ = 0;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
