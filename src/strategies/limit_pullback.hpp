#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "indicators/sma.hpp"
#include "strategies/price.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Waits below an upward market with a limit order that ages, and carries a stop and a target.
///
/// The bar that gives an old order up decides nothing else: the next one looks at the trend again.
class LimitPullback {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "limit_pullback";
  static constexpr std::string_view kDoc =
      "While flat and above the average, bids `offset` below the close for `ttl` bars; the "
      "position "
      "has a stop and a target measured from the bid.";
  static constexpr std::string_view kSource = "Tradewind's own";
  static constexpr Size kSize = Size::units(Quantity::whole(10));
  static constexpr std::array kParameters{
      strategy::integer("trend", 50, 1, 5000, "bars of the average that the close must be above"),
      strategy::number("offset", 0.02, 0.0, 0.9, "how far below the close the limit lies"),
      strategy::integer("ttl", 5, 1, 5000, "later bars after which the limit is cancelled"),
      strategy::number("stop", 0.06, 0.0, 0.99, "attached stop below the limit; 0 is none"),
      strategy::number("target", 0.08, 0.0, 10.0, "attached target above the limit; 0 is none"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  LimitPullback(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        offset_{values[1]},
        ttl_{strategy::as_int(values[2])},
        stop_{values[3]},
        target_{values[4]},
        average_{strategy::as_int(values[0])} {}

  int warmup_bars() const { return average_.warmup(); }

  void on(const Bar& bar, strategy::Context& context) {
    const double close = bar.close.as_double();
    const auto average = average_.update(close);
    if (!average || !context.is_warm()) return;

    if (is_bidding(context)) {
      age_ += 1;
      if (age_ >= ttl_) context.cancel_entries(instrument_);
    } else if (close > *average && context.is_flat(instrument_)) {
      context.saw({{"close", close}, {"average", *average}});
      bid(close * (1.0 - offset_), context);
      age_ = 0;
    }
  }

 private:
  bool is_bidding(const strategy::Context& context) const {
    for (const Order& order : context.orders()) {
      if (order.request.instrument == instrument_ && !order.is_exit()) return true;
    }
    return false;
  }

  void bid(double limit, strategy::Context& context) const {
    const Price at = price_at_most(limit);
    if (at.raw() <= 0) return;
    context.bracket({.instrument = instrument_,
                     .type = OrderType::Limit,
                     .size = context.size(),
                     .limit = at,
                     .tag = "pullback"},
                    {.stop = stop_ == 0.0 ? Price{} : price_at_most(limit * (1.0 - stop_)),
                     .target = target_ == 0.0 ? Price{} : price_at_least(limit * (1.0 + target_))});
  }

  // Constant after construction.
  InstrumentId instrument_;
  double offset_;
  int ttl_;
  double stop_;
  double target_;

  // Move with every bar.
  indicators::Sma average_;
  int age_ = 0;  ///< Of the bid, in bars.
};

}  // namespace tw::strategies
