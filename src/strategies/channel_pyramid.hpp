#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

#include "indicators/extreme.hpp"
#include "strategy/strategy.hpp"

namespace tw::strategies {

/// Adds a lot at each new high of the bars before, up to four, and gives all of them up at a new
/// low of the bars before.
///
/// An entry that the account cannot pay is dropped and leaves its place to the next one.
class ChannelPyramid {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "channel_pyramid";
  static constexpr std::string_view kDoc =
      "Adds a lot at each close above the highest high of the `entry` bars before, at most four, "
      "and sells all at a close below the lowest low of the `exit` bars before.";
  static constexpr std::string_view kSource = "Faith 2003, the Turtle rules, adding units";
  static constexpr Size kSize = Size::units(Quantity::whole(5));
  static constexpr std::array kParameters{
      strategy::integer("entry", 20, 1, 5000, "bars before whose highest high adds a lot"),
      strategy::integer("exit", 20, 1, 5000, "bars before whose lowest low ends all lots"),
  };

  static std::optional<std::string_view> contradiction(strategy::Values /*values*/) {
    return std::nullopt;
  }

  ChannelPyramid(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        highest_{strategy::as_int(values[0])},
        lowest_{strategy::as_int(values[1])} {}

  /// One more than the windows': the bar that breaks them is not one of theirs.
  int warmup_bars() const { return std::max(highest_.warmup(), lowest_.warmup()) + 1; }

  void on(const Bar& bar, strategy::Context& context) {
    const auto high_before = high_;
    const auto low_before = low_;
    high_ = highest_.update(bar.high.as_double());
    low_ = lowest_.update(bar.low.as_double());
    if (!high_before || !low_before || !context.is_warm()) return;

    const double close = bar.close.as_double();
    if (close < *low_before) {
      context.saw({{"close", close}, {"channel_low", *low_before}});
      context.exit(instrument_, "new_low");
    } else if (close > *high_before && can_add(context)) {
      context.saw({{"close", close}, {"channel_high", *high_before}});
      context.order({.instrument = instrument_, .size = context.size(), .tag = "new_high"});
    }
  }

 private:
  static constexpr int kLotsMax = 4;

  /// Counts entries, of which a thin market may make several lots; none is added on the way out.
  bool can_add(const strategy::Context& context) const {
    int entries = 0;
    ClientOrderId last = kNoOrder;
    for (const portfolio::Lot& lot : context.lots(instrument_)) {
      if (lot.entry_order != last) entries += 1;
      last = lot.entry_order;
    }
    for (const Order& order : context.orders()) {
      if (order.request.instrument != instrument_) continue;
      if (order.is_exit()) return false;
      if (order.id != last) entries += 1;
    }
    return entries < kLotsMax;
  }

  // Constant after construction.
  InstrumentId instrument_;

  // Move with every bar.
  indicators::Highest highest_;
  indicators::Lowest lowest_;
  std::optional<double> high_;
  std::optional<double> low_;
};

}  // namespace tw::strategies
