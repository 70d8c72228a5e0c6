#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "indicators/bollinger.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys below the lower Bollinger band and sells at the middle of the bands.
class BollingerReversion {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "bollinger_reversion";
  static constexpr std::string_view kDoc =
      "Buys when the close is below the lower band, sells when it is back at the middle.";
  static constexpr std::string_view kSource = "Bollinger 2001, method III";
  static constexpr std::array kParameters{
      strategy::integer("period", 20, 2, 5000, "bars of the average and the deviation"),
      strategy::number("deviations", 2.0, 0.1, 10.0, "how many standard deviations away"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  BollingerReversion(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument}, bands_{strategy::as_int(values[0]), values[1]} {}

  int warmup_bars() const { return bands_.warmup(); }

  void on(const Bar& bar, strategy::Context& context) {
    const double close = bar.close.as_double();
    const auto bands = bands_.update(close);
    if (!bands || !context.is_warm()) return;

    if (close < bands->lower) {
      context.saw({{"close", close}, {"lower_band", bands->lower}, {"middle", bands->middle}});
      context.enter(instrument_, Side::Buy, "below_lower_band");
    } else if (close >= bands->middle) {
      context.saw({{"close", close}, {"middle", bands->middle}});
      context.exit(instrument_, "back_at_middle");
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;

  // Moves with every bar.
  indicators::Bollinger bands_;
};

}  // namespace tw::strategies
