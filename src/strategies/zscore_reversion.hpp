#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/moments.hpp"
#include "indicators/std_dev.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys what lies far below its mean, in its own deviations, and sells near the mean.
class ZscoreReversion {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "zscore_reversion";
  static constexpr std::string_view kDoc =
      "Buys when the close is more than `entry` deviations below its mean, sells when it is back "
      "within `exit`; with `side` = both it mirrors that above the mean.";
  static constexpr std::string_view kSource = "Chan 2013, Algorithmic Trading, chapter 2";
  static constexpr std::array<std::string_view, 2> kSides{"long", "both"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::integer("period", 20, 2, 5000, "bars of the mean and the deviation"),
      strategy::number("entry", 2.0, 0.1, 10.0, "deviations away at which it enters; above exit"),
      strategy::number("exit", 0.0, 0.0, 10.0, "deviations away at which it leaves"),
      strategy::choice("side", kSides, "long: below the mean alone; both: short above it"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[2] >= values[1]) return "exit must be below entry";
    return std::nullopt;
  }

  ZscoreReversion(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        entry_{values[1]},
        exit_{values[2]},
        goes_short_{values[3] == 1.0},
        moments_{strategy::as_int(values[0])},
        exits_{instrument, values} {}

  int warmup_bars() const { return std::max(moments_.warmup(), exits_.warmup_bars()); }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const double close = bar.close.as_double();
    const auto moments = moments_.update(close);
    if (!moments || !context.is_warm() || leaves) return;

    const double deviation = indicators::deviation_of(moments->variance);
    if (deviation == 0.0) return;  // Nothing moves: nothing is far.
    const double score = (close - moments->mean) / deviation;
    if (score < -entry_) {
      context.saw({{"score", score}, {"mean", moments->mean}, {"deviation", deviation}});
      context.enter(instrument_, Side::Buy, "far_below_mean",
                    exits_.attached(Side::Buy, bar.close));
    } else if (goes_short_ && score > entry_) {
      context.saw({{"score", score}, {"mean", moments->mean}, {"deviation", deviation}});
      context.enter(instrument_, Side::Sell, "far_above_mean",
                    exits_.attached(Side::Sell, bar.close));
    } else if (is_back(score, context)) {
      context.saw({{"score", score}, {"mean", moments->mean}, {"deviation", deviation}});
      context.exit(instrument_, "back_at_mean");
    }
  }

 private:
  bool is_back(double score, const strategy::Context& context) const {
    return context.is_long(instrument_) ? score >= -exit_
                                        : context.is_short(instrument_) && score <= exit_;
  }

  // Constant after construction.
  InstrumentId instrument_;
  double entry_;
  double exit_;
  bool goes_short_;

  // Move with every bar.
  indicators::Moments moments_;
  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
