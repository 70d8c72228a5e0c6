#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/atr.hpp"
#include "indicators/extreme.hpp"
#include "strategies/price.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Keeps a stop order above the channel, moved at every bar, whose stop and target lie so many
/// average true ranges away.
class StopBreakout {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "stop_breakout";
  static constexpr std::string_view kDoc =
      "While flat, keeps a buy stop at the highest high of this bar and the `channel` before; the "
      "position has a stop `atr_multiple` average true ranges below it and a target twice as far "
      "above.";
  static constexpr std::string_view kSource = "Wilder 1978, the volatility system";
  static constexpr Size kSize = Size::units(Quantity::whole(10));
  static constexpr std::array kParameters{
      strategy::integer("channel", 20, 1, 5000, "bars before whose highest high is the entry"),
      strategy::number("atr_multiple", 2.0, 0.01, 100.0, "average true ranges to the stop"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  StopBreakout(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        multiple_{values[1]},
        highest_{strategy::as_int(values[0])},
        range_{kRangeBars} {}

  /// One more than the channel's: the bar that is looked at is not one of its own.
  int warmup_bars() const { return std::max(highest_.warmup() + 1, range_.warmup()); }

  void on(const Bar& bar, strategy::Context& context) {
    const auto high_before = high_;
    const double high = bar.high.as_double();
    high_ = highest_.update(high);
    const auto range = range_.update(indicators::Candle::of(bar));
    if (!high_before || !range || !context.is_warm()) return;

    context.cancel_entries(instrument_);
    if (context.position(instrument_).raw() != 0) return;
    context.saw({{"high", high}, {"high_before", *high_before}, {"atr", *range}});
    place(std::max(high, *high_before), multiple_ * *range, context);
  }

 private:
  static constexpr int kRangeBars = 14;

  void place(double stop, double distance, strategy::Context& context) const {
    if (distance <= 0.0) return;  // Where nothing moves there is no place for a stop.
    const OrderRequest entry{.instrument = instrument_,
                             .type = OrderType::Stop,
                             .size = context.size(),
                             .stop = price_at_least(stop),
                             .tag = "breakout"};
    // A stop that would lie at zero or below can never be reached: there is none.
    context.bracket(entry, {.stop = std::max(price_at_most(stop - distance), Price{}),
                            .target = price_at_least(stop + 2.0 * distance)});
  }

  // Constant after construction.
  InstrumentId instrument_;
  double multiple_;

  // Move with every bar.
  indicators::Highest highest_;
  indicators::Atr range_;
  std::optional<double> high_;
};

}  // namespace tw::strategies
