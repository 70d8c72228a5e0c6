#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "core/inline_vector.hpp"
#include "strategies/session_pivots.hpp"
#include "strategies/swing_points.hpp"
#include "strategies/volume_filter.hpp"
#include "strategy/position_exits.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Buys a close through a level of resistance, at once or when the level has held a retest.
///
/// Resistance is a swing high of the past or a resistance of the last session's pivots. A level
/// that a close has passed is spent. Leaves when the level is lost again, or a support below it.
class LevelBreakout {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "level_breakout";
  static constexpr std::string_view kDoc =
      "Buys a close above a resistance (swing highs, session pivots), with volume or after a "
      "retest "
      "if asked; sells when the level or the last swing low is lost.";
  static constexpr std::string_view kSource = "Edwards and Magee 1948; Murphy 1999, chapter 4";
  static constexpr std::array<std::string_view, 3> kLevels{"swing", "pivot", "both"};
  static constexpr auto kParameters = strategy::with_exits(std::array{
      strategy::choice("levels", kLevels, "where resistances come from"),
      strategy::integer("wing", 5, 1, 200, "bars on either side that a swing stands out from"),
      strategy::number("buffer", 0.0, 0.0, 0.5, "how far beyond, as a fraction, is a breakout"),
      strategy::number("give_up", 0.02, 0.0, 0.9,
                       "how far below the level, as a fraction, is lost"),
      strategy::integer("retest", 0, 0, 500,
                        "bars in which the level is tried again; 0 needs none"),
      strategy::number("touch", 0.005, 0.0, 0.2,
                       "how near to the level, as a fraction, is a retest"),
      strategy::integer("volume", 0, 0, 1000, "bars of the usual volume; 0 does not ask for any"),
      strategy::number("volume_ratio", 1.5, 0.0, 100.0, "volume of a breakout, in usual ones"),
  });

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  LevelBreakout(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        uses_swings_{values[0] != 1.0},
        uses_pivots_{values[0] != 0.0},
        buffer_{values[2]},
        give_up_{values[3]},
        retest_{strategy::as_int(values[4])},
        touch_{values[5]},
        swings_{strategy::as_int(values[1])},
        volume_{strategy::as_int(values[6]), values[7]},
        exits_{instrument, values} {}

  int warmup_bars() const {
    return std::max({swings_.warmup(), volume_.warmup(), exits_.warmup_bars()});
  }

  void on(const Bar& bar, strategy::Context& context) {
    const bool leaves = exits_.update(bar, context);
    const bool is_confirmed = volume_.update(bar);
    const double close = bar.close.as_double();
    const std::optional<double> broken = broken_by(close, bar);
    learn(bar, close);
    if (!context.is_warm() || leaves) return;

    if (context.is_long(instrument_)) return watch(close, context);
    if (broken && is_confirmed) {
      level_ = *broken;
      bars_left_ = retest_;
      if (retest_ == 0) enter(bar, "breakout", context);
    } else if (bars_left_ > 0) {
      await_retest(bar, close, context);
    }
  }

 private:
  static constexpr std::size_t kResistancesMax = 12;

  /// Returns the highest level that the close has passed, and forgets all that it has.
  std::optional<double> broken_by(double close, const Bar& bar) {
    std::optional<double> broken;
    for (std::size_t i = resistances_.size(); i-- > 0;) {
      const double level = resistances_[i];
      if (close <= level * (1.0 + buffer_)) continue;
      broken = std::max(broken.value_or(level), level);
      resistances_.erase_at(i);
    }
    if (!uses_pivots_) return broken;
    const auto pivots = pivots_.update(bar);
    if (!pivots) return broken;
    for (const double level : {pivots->resistance1, pivots->resistance2}) {
      const bool passes = close > level * (1.0 + buffer_);
      const bool was_below = last_close_ <= level * (1.0 + buffer_);
      if (passes && was_below) broken = std::max(broken.value_or(level), level);
    }
    return broken;
  }

  void learn(const Bar& bar, double close) {
    last_close_ = close;
    const Swings found = swings_.update(bar);
    if (found.low) support_ = found.low;
    if (!found.high || !uses_swings_ || close > *found.high * (1.0 + buffer_)) return;
    if (resistances_.full()) resistances_.erase_at(0);
    resistances_.push(*found.high);
  }

  void watch(double close, strategy::Context& context) {
    bars_left_ = 0;
    if (close < level_ * (1.0 - give_up_)) {
      context.saw({{"close", close}, {"level", level_}});
      context.exit(instrument_, "level_lost");
    } else if (support_ && close < *support_) {
      context.saw({{"close", close}, {"support", *support_}});
      context.exit(instrument_, "support_lost");
    }
  }

  void await_retest(const Bar& bar, double close, strategy::Context& context) {
    bars_left_ -= 1;
    if (close < level_ * (1.0 - touch_)) {
      bars_left_ = 0;  // It did not hold.
    } else if (bar.low.as_double() <= level_ * (1.0 + touch_) && close > level_) {
      bars_left_ = 0;
      enter(bar, "retest_held", context);
    }
  }

  void enter(const Bar& bar, const char* tag, strategy::Context& context) {
    context.saw({{"close", bar.close.as_double()}, {"level", level_}});
    context.enter(instrument_, Side::Buy, tag, exits_.attached(Side::Buy, bar.close));
  }

  // Constant after construction.
  InstrumentId instrument_;
  bool uses_swings_;
  bool uses_pivots_;
  double buffer_;
  double give_up_;
  int retest_;
  double touch_;

  // Move with every bar.
  SwingPoints swings_;
  SessionPivots pivots_;
  VolumeFilter volume_;
  InlineVector<double, kResistancesMax> resistances_;  ///< Oldest first.
  std::optional<double> support_;                      ///< The last swing low.
  double last_close_ = 0.0;

  // Move with every breakout.
  double level_ = 0.0;
  int bars_left_ = 0;  ///< Of the wait for a retest.

  strategy::PositionExits exits_;
};

}  // namespace tw::strategies
