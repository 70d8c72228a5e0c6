#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>

#include "indicators/atr.hpp"
#include "market/bar.hpp"
#include "strategy/context.hpp"
#include "strategy/exits/atr_stop.hpp"
#include "strategy/exits/breakeven.hpp"
#include "strategy/exits/chandelier.hpp"
#include "strategy/exits/profit_ladder.hpp"
#include "strategy/exits/time_stop.hpp"
#include "strategy/exits/trailing_stop.hpp"
#include "strategy/parameter.hpp"

namespace tw::strategy {

/// The parameters that `PositionExits` reads, in its order. A strategy appends them to its own with
/// `with_exits`.
inline constexpr std::array kExitParameters{
    number("stop_atr", 0.0, 0.0, 50.0, "stop so many ATR from the entry; 0 is none"),
    number("chandelier", 0.0, 0.0, 50.0,
           "stop so many ATR from the best price since the entry; 0 is none"),
    number("trail_percent", 0.0, 0.0, 0.99,
           "stop that follows the best close, as a fraction of it; 0 is none"),
    number("trail_amount", 0.0, 0.0, 1'000'000.0,
           "stop that follows the best close at this distance in price; 0 is none"),
    number("trail_atr", 0.0, 0.0, 50.0,
           "stop that follows the best close at so many ATR of the entry; 0 is none"),
    number("breakeven", 0.0, 0.0, 10.0,
           "moves the stop to the entry after a gain of this fraction; 0 is never"),
    integer("time_stop", 0.0, 0.0, 100'000.0, "leaves after so many bars; 0 is never"),
    number("ladder", 0.0, 0.0, 10.0,
           "takes a third of it at each of three gains of this fraction; 0 is none"),
    integer("exit_atr", 14.0, 1.0, 1000.0, "bars of the ATR of these exits"),
};

/// Returns `own` with the parameters of the common exits behind them.
template <std::size_t kOwn>
constexpr std::array<Parameter, kOwn + kExitParameters.size()> with_exits(
    const std::array<Parameter, kOwn>& own) {
  std::array<Parameter, kOwn + kExitParameters.size()> all{};
  for (std::size_t i = 0; i < kOwn; ++i) all[i] = own[i];
  for (std::size_t i = 0; i < kExitParameters.size(); ++i) all[kOwn + i] = kExitParameters[i];
  return all;
}

/// The exits of one position, as chosen; `PositionExits` is what a strategy holds.
class ChosenExits {
 public:
  /// `own` are the values of `kExitParameters`.
  ChosenExits(InstrumentId instrument, Values own);

  int warmup_bars() const { return needs_atr_ ? atr_.warmup() : 0; }

  bool update(const Bar& bar, Context& context);
  Exits attached(Side side, Price close, Exits exits) const;

 private:
  /// A stop and the rule that set it.
  struct Stop {
    double level = 0.0;
    const char* rule = "";
  };

  void look_at(const Bar& bar, const exits::Held& fresh);
  std::optional<Stop> tightest(const exits::Held& held) const;
  bool move_stop(const Bar& bar, Context& context);
  void place_ladder(Context& context);
  void ask(Context& context, OrderRequest request) const;

  // Constant after construction.
  InstrumentId instrument_;
  bool needs_atr_;
  exits::AtrStop atr_stop_;
  exits::Chandelier chandelier_;
  std::array<exits::TrailingStop, 3> trails_;
  exits::Breakeven breakeven_;
  exits::TimeStop time_stop_;
  exits::ProfitLadder ladder_;

  // Moves with every bar.
  indicators::Atr atr_;
  double atr_now_ = 0.0;

  // Moves while something is held; `held_.bars` is 0 otherwise.
  exits::Held held_;
  Quantity quantity_;
  bool has_ladder_ = false;
};

/// The exits that a strategy lets its user choose: stops that only tighten, a time limit, a ladder.
///
///   const bool leaves = exits_.update(bar, context);  // First in `on`, for every bar.
///   ...
///   context.enter(instrument_, Side::Buy, "why", exits_.attached(Side::Buy, bar.close));
///
/// A price is a real stop or limit order at the venue, so a gap through it costs what it would;
/// a stop that has moved is cancelled and sent anew at the bar's close. Time stops go at market.
/// Meant for strategies that hold one entry at a time. Costs nothing while no exit is chosen.
class PositionExits {
 public:
  /// `values` are all of the strategy's; the exits' own stand last.
  PositionExits(InstrumentId instrument, Values values);

  /// Returns the index of the first bar at which the chosen exits are defined.
  int warmup_bars() const { return chosen_ ? chosen_->warmup_bars() : 0; }

  /// Follows the position at a bar's close. Returns true when it asked to leave at market: the
  /// strategy has nothing to add.
  bool update(const Bar& bar, Context& context) { return chosen_ && chosen_->update(bar, context); }

  /// Returns the stop for an entry that is decided at `close`, to be attached to it: it works from
  /// the fill on. What the chosen exits say nothing of is as in `otherwise`.
  Exits attached(Side side, Price close, const Exits& otherwise = {}) const {
    return chosen_ ? chosen_->attached(side, close, otherwise) : otherwise;
  }

 private:
  std::unique_ptr<ChosenExits> chosen_;  ///< Null while there is none: a seat pays for a pointer.
};

}  // namespace tw::strategy
