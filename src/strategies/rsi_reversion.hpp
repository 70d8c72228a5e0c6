#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "indicators/rsi.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys what has fallen too fast and sells it when it has risen too fast.
class RsiReversion {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "rsi_reversion";
  static constexpr std::string_view kDoc =
      "Buys when the RSI is below `lower`, sells when it is above `upper`.";
  static constexpr std::string_view kSource = "Wilder 1978; Connors and Alvarez 2009 for RSI(2)";
  static constexpr std::array kParameters{
      strategy::integer("period", 14, 2, 1000, "bars of the RSI"),
      strategy::number("lower", 30.0, 0.0, 100.0, "buys below it"),
      strategy::number("upper", 70.0, 0.0, 100.0, "sells above it"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[1] >= values[2]) return "lower must be below upper";
    return std::nullopt;
  }

  RsiReversion(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        lower_{values[1]},
        upper_{values[2]},
        rsi_{strategy::as_int(values[0])} {}

  int warmup_bars() const { return rsi_.warmup(); }

  void on(const Bar& bar, strategy::Context& context) {
    const auto rsi = rsi_.update(bar.close.as_double());
    if (!rsi || !context.is_warm()) return;

    if (*rsi < lower_) {
      context.saw({{"rsi", *rsi}, {"lower", lower_}});
      context.enter(instrument_, Side::Buy, "oversold");
    } else if (*rsi > upper_) {
      context.saw({{"rsi", *rsi}, {"upper", upper_}});
      context.exit(instrument_, "overbought");
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;
  double lower_;
  double upper_;

  // Moves with every bar.
  indicators::Rsi rsi_;
};

}  // namespace tw::strategies
