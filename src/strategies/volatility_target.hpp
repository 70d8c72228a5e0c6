#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "indicators/roc.hpp"
#include "indicators/std_dev.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Always holds the asset, less of it the more it moves, so that the holding's volatility stays
/// near a target. Trades only when the holding has left a band around what it should be.
class VolatilityTarget {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "volatility_target";
  static constexpr std::string_view kDoc =
      "Holds `target` / realised volatility of its size, at most `weight_max`, and trades when "
      "that "
      "is more than `band` away from what it holds.";
  static constexpr std::string_view kSource = "Moreira and Muir 2017; Harvey et al. 2018";
  static constexpr std::array kParameters{
      strategy::number("target", 0.15, 0.001, 5.0, "volatility of a year, as a fraction"),
      strategy::integer("period", 20, 2, 5000, "returns of the realised volatility"),
      strategy::integer("year", 252, 1, 1'000'000, "bars of a year: 252 for daily stocks"),
      strategy::number("weight_max", 1.0, 0.01, 10.0, "most of the size; above 1 takes margin"),
      strategy::number("band", 0.10, 0.0, 1.0, "change of the weight that is worth a trade"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[4] >= values[3]) return "band must be below weight_max";
    return std::nullopt;
  }

  VolatilityTarget(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        target_{values[0]},
        root_of_year_{std::sqrt(values[2])},
        weight_max_{values[3]},
        band_{values[4]},
        return_{1},
        deviation_{strategy::as_int(values[1])} {}

  int warmup_bars() const { return return_.warmup() + deviation_.warmup(); }

  void on(const Bar& bar, strategy::Context& context) {
    const auto change = return_.update(bar.close.as_double());
    if (!change) return;
    const auto deviation = deviation_.update(*change / 100.0);
    if (!deviation || !context.is_warm()) return;

    const double volatility = *deviation * root_of_year_;
    const double weight =
        volatility > 0.0 ? std::min(weight_max_, target_ / volatility) : weight_max_;
    const double whole = whole_size(bar.close, context);
    if (whole <= 0.0) return;
    const double held = context.position(instrument_).as_double() / whole;
    if (std::abs(weight - held) <= band_) return;
    const auto units = Quantity::from_double(weight * whole);
    if (!units) return;
    context.saw({{"volatility", volatility}, {"weight", weight}, {"held_weight", held}});
    context.trade_to(instrument_, to_lot(*units, context.instrument(instrument_).lot),
                     weight > held ? "calmer" : "wilder");
  }

 private:
  /// Returns the units that a weight of 1 stands for.
  double whole_size(Price close, const strategy::Context& context) const {
    const Size size = context.size();
    if (!size.is_fraction()) return size.quantity().as_double();
    const double unit = close.as_double() * context.instrument(instrument_).multiplier;
    return unit > 0.0 ? size.fraction() * context.equity().as_double() / unit : 0.0;
  }

  // Constant after construction.
  InstrumentId instrument_;
  double target_;
  double root_of_year_;
  double weight_max_;
  double band_;

  // Move with every bar.
  indicators::Roc return_;
  indicators::StdDev deviation_;
};

}  // namespace tw::strategies
