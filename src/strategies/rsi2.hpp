#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys a short fall inside a long rise, and sells the first strength.
class Rsi2 {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "rsi2";
  static constexpr std::string_view kDoc =
      "Buys when the short RSI is below `lower` while the close is above the long average, sells "
      "when the close is above the short average.";
  static constexpr std::string_view kSource =
      "Connors and Alvarez 2009, Short Term Trading Strategies That Work";
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("period", 2, 2, 1000, "bars of the RSI"),
      strategy::number("lower", 10.0, 0.0, 100.0, "buys below it"),
      strategy::integer("trend", 200, 2, 5000, "bars of the long average; 200 are most of a year"),
      strategy::integer("leave", 5, 1, 5000, "bars of the short average; below trend"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[3] >= values[2]) return "leave must be below trend";
    return std::nullopt;
  }

  Rsi2(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        lower_{values[1]},
        rsi_{strategy::as_int(values[0])},
        trend_{strategy::as_int(values[2])},
        strength_{strategy::as_int(values[3])},
        exits_{instrument, values} {}

  int warmup_bars() const {
    return std::max({rsi_.warmup(), trend_.warmup(), exits_.warmup_bars()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const double close = bar.close.as_double();
    const auto rsi = rsi_.update(close);
    const auto trend = trend_.update(close);
    const auto strength = strength_.update(close);
    if (!rsi || !trend || !strength || !context.is_warm() || leaves) return;

    if (context.is_long(instrument_)) {
      if (close <= *strength) return;
      context.saw({{"close", close}, {"short_average", *strength}});
      context.exit(instrument_, "strength");
    } else if (close > *trend && *rsi < lower_) {
      context.saw({{"rsi", *rsi}, {"lower", lower_}, {"close", close}, {"long_average", *trend}});
      context.enter(instrument_, Side::Buy, "pullback_in_rise",
                    exits_.attached(Side::Buy, bar.close));
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;
  double lower_;

  // Move with every bar.
  indicators::Rsi rsi_;
  indicators::Sma trend_;
  indicators::Sma strength_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
