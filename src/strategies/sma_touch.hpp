#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string_view>

#include "indicators/linear_regression_slope.hpp"
#include "indicators/obv.hpp"
#include "indicators/rsi.hpp"
#include "indicators/sma.hpp"
#include "strategies/price.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys a quiet return to a moving average while volume flows in, and leaves when the price has
/// left the average that it touched.
///
/// Stop and target are attached to the entry, as fractions of the decision bar's close, so they
/// also work inside bars; the distance to the average is looked at on closes.
class SmaTouch {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "sma_touch";
  static constexpr std::string_view kDoc =
      "Buys when the close touches the short or the long average, the RSI is neutral and OBV "
      "rises; "
      "sells at the target, the stop, or far from the average that it touched.";
  static constexpr std::string_view kSource = "Tradewind's own";
  static constexpr std::array kParameters{
      strategy::integer("short", 20, 2, 5000, "bars of the short average; below long"),
      strategy::integer("long", 200, 3, 5000, "bars of the long average"),
      strategy::number("touch", 0.005, 0.0001, 0.5, "how near to the average is a touch"),
      strategy::integer("rsi", 14, 2, 1000, "bars of the RSI"),
      strategy::number("rsi_min", 45.0, 0.0, 100.0, "the lowest RSI that is neutral"),
      strategy::number("rsi_max", 55.0, 0.0, 100.0, "the highest RSI that is neutral"),
      strategy::integer("obv", 5, 2, 1000, "bars of the OBV whose least-squares slope must rise"),
      strategy::number("target", 0.20, 0.0, 10.0, "attached target above the close; 0 is none"),
      strategy::number("stop", 0.10, 0.0, 0.99, "attached stop below the close; 0 is none"),
      strategy::number("leave", 0.03, 0.0001, 1.0, "how far from the touched average to give up"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[0] >= values[1]) return "short must be below long";
    if (values[4] > values[5]) return "rsi_min must not be above rsi_max";
    if (values[2] > values[9]) return "touch must not be above leave";
    return std::nullopt;
  }

  SmaTouch(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        touch_{values[2]},
        rsi_min_{values[4]},
        rsi_max_{values[5]},
        target_{values[7]},
        stop_{values[8]},
        leave_{values[9]},
        short_{strategy::as_int(values[0])},
        long_{strategy::as_int(values[1])},
        rsi_{strategy::as_int(values[3])},
        slope_{strategy::as_int(values[6])} {}

  int warmup_bars() const {
    return std::max({short_.warmup(), long_.warmup(), rsi_.warmup(), slope_.warmup()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const double close = bar.close.as_double();
    const auto short_average = short_.update(close);
    const auto long_average = long_.update(close);
    const auto rsi = rsi_.update(close);
    const auto obv = obv_.update(indicators::Candle::of(bar));
    const auto slope = slope_.update(obv.value_or(0.0));
    if (!short_average || !long_average || !rsi || !slope || !context.is_warm()) return;

    if (context.is_long(instrument_)) {
      const double average = touched_long_ ? *long_average : *short_average;
      if (distance(close, average) <= leave_) return;
      context.saw({{"close", close}, {"average", average}, {"rsi", *rsi}});
      context.exit(instrument_, "left_average");
      return;
    }
    if (*rsi < rsi_min_ || *rsi > rsi_max_ || *slope <= 0.0) return;
    const double to_short = distance(close, *short_average);
    const double to_long = distance(close, *long_average);
    if (std::min(to_short, to_long) > touch_) return;
    if (!context.is_flat(instrument_)) return;  // An entry is under way: keep what it touched.
    touched_long_ = to_long < to_short;
    context.saw({{"close", close},
                 {"short_average", *short_average},
                 {"long_average", *long_average},
                 {"rsi", *rsi},
                 {"obv_slope", *slope}});
    context.enter(instrument_, Side::Buy, touched_long_ ? "touch_long" : "touch_short",
                  {.stop = moved(bar.close, -stop_), .target = moved(bar.close, target_)});
  }

 private:
  static double distance(double close, double average) {
    return std::abs(close - average) / average;
  }

  // Constant after construction.
  InstrumentId instrument_;
  double touch_;
  double rsi_min_;
  double rsi_max_;
  double target_;
  double stop_;
  double leave_;

  // Move with every bar.
  indicators::Sma short_;
  indicators::Sma long_;
  indicators::Rsi rsi_;
  indicators::Obv obv_;
  indicators::LinearRegressionSlope slope_;

  // Moves with every entry.
  bool touched_long_ = false;
};

}  // namespace tw::strategies
