#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/adx.hpp"
#include "indicators/extreme.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys near the floor of a channel while nothing trends, and sells near its ceiling.
class RangeBound {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "range_bound";
  static constexpr std::string_view kDoc =
      "While the ADX is below `adx_max`, buys in the lowest `zone` of the channel and sells in its "
      "highest; leaves when the channel breaks or a trend begins.";
  static constexpr std::string_view kSource = "Wilder 1978 for ADX; Kaufman 2013, chapter 5";
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("channel", 20, 2, 5000, "bars before whose extremes are the channel"),
      strategy::number("zone", 0.25, 0.01, 0.49, "part of the channel that is near its edge"),
      strategy::integer("adx", 14, 2, 1000, "bars of the ADX"),
      strategy::number("adx_max", 20.0, 0.0, 100.0, "no entry at or above it; below adx_leave"),
      strategy::number("adx_leave", 30.0, 0.0, 100.0, "leaves above it: a trend"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[3] >= values[4]) return "adx_max must be below adx_leave";
    return std::nullopt;
  }

  RangeBound(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        zone_{values[1]},
        adx_max_{values[3]},
        adx_leave_{values[4]},
        highest_{strategy::as_int(values[0])},
        lowest_{strategy::as_int(values[0])},
        adx_{strategy::as_int(values[2])},
        exits_{instrument, values} {}

  int warmup_bars() const {
    return std::max({highest_.warmup() + 1, adx_.warmup(), exits_.warmup_bars()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const auto ceiling = ceiling_;
    const auto floor = floor_;
    ceiling_ = highest_.update(bar.high.as_double());
    floor_ = lowest_.update(bar.low.as_double());
    const auto trend = adx_.update(indicators::Candle::of(bar));
    if (!ceiling || !floor || !trend || !context.is_warm() || leaves) return;

    const double close = bar.close.as_double();
    const double edge = zone_ * (*ceiling - *floor);
    if (context.is_long(instrument_)) {
      context.saw(
          {{"close", close}, {"floor", *floor}, {"ceiling", *ceiling}, {"adx", trend->adx}});
      if (close >= *ceiling - edge) {
        context.exit(instrument_, "near_ceiling");
      } else if (close < *floor) {
        context.exit(instrument_, "floor_broken");
      } else if (trend->adx > adx_leave_) {
        context.exit(instrument_, "trend_began");
      }
    } else if (trend->adx < adx_max_ && close >= *floor && close < *floor + edge) {
      context.saw(
          {{"close", close}, {"floor", *floor}, {"ceiling", *ceiling}, {"adx", trend->adx}});
      context.enter(instrument_, Side::Buy, "near_floor", exits_.attached(Side::Buy, bar.close));
    }
  }

 private:
  // Constant after construction.
  InstrumentId instrument_;
  double zone_;
  double adx_max_;
  double adx_leave_;

  // Move with every bar. The channel is that of the bars before.
  indicators::Highest highest_;
  indicators::Lowest lowest_;
  indicators::Adx adx_;
  std::optional<double> ceiling_;
  std::optional<double> floor_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
