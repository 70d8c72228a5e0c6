#pragma once

#include "strategies/order_scripts/script.hpp"
#include "strategies/price.hpp"

namespace tw::strategies::order_scripts {

/// How a position is protected once its entry has filled.
struct FixedStop {
  static constexpr std::string_view kName = "stop";
  static constexpr std::string_view kDoc =
      "Order script: market entry when the fast average crosses above the slow one; once it has "
      "filled, a sell stop `stop` below the fill. Leaves at market when the fast average is below.";
  static constexpr strategy::Parameter kParameter =
      strategy::number("stop", 0.05, 0.0001, 0.99, "how far below the fill the stop lies");
  static constexpr bool kLeavesBelow = true;

  static void set(OrderRequest& order, double stop, Price fill) {
    order.type = OrderType::Stop;
    order.stop = price_at_most(fill.as_double() * (1.0 - stop));
  }
};

struct PercentTrail {
  static constexpr std::string_view kName = "trail_pct";
  static constexpr std::string_view kDoc =
      "Order script: like `stop`, with a stop that trails the market by the fraction `trail`.";
  static constexpr strategy::Parameter kParameter =
      strategy::number("trail", 0.06, 0.0001, 0.99, "how far the stop trails, as a fraction");
  static constexpr bool kLeavesBelow = true;

  static void set(OrderRequest& order, double trail, Price /*fill*/) {
    order.type = OrderType::TrailingStop;
    order.trail = Trail::percent(Ratio::from_double(trail).value_or(Ratio{}));
  }
};

struct AmountTrail {
  static constexpr std::string_view kName = "trail_amt";
  static constexpr std::string_view kDoc =
      "Order script: like `stop`, with a stop that trails the market by the amount `trail`.";
  static constexpr strategy::Parameter kParameter =
      strategy::number("trail", 1.0, 0.0001, 100'000.0, "how far the stop trails, in price");
  static constexpr bool kLeavesBelow = true;

  static void set(OrderRequest& order, double trail, Price /*fill*/) {
    order.type = OrderType::TrailingStop;
    order.trail = Trail::amount(Price::from_double(trail).value_or(Price{}));
  }
};

struct OnlyTrail : PercentTrail {
  static constexpr std::string_view kName = "trail_only";
  static constexpr std::string_view kDoc =
      "Order script: market entry when the fast average crosses above the slow one; a stop that "
      "trails by the fraction `trail` is the only exit.";
  static constexpr strategy::Parameter kParameter =
      strategy::number("trail", 0.1, 0.0001, 0.99, "how far the stop trails, as a fraction");
  static constexpr bool kLeavesBelow = false;
};

/// Enters at market and protects the position from the bar after the fill on.
template <class Protection>
class ProtectedEntry : public Script {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = Protection::kName;
  static constexpr std::string_view kDoc = Protection::kDoc;
  static constexpr std::string_view kSource = kSourceOfAll;
  static constexpr Size kSize = kSizeOfAll;
  static constexpr std::array kParameters{kFast, kSlow, Protection::kParameter};

  ProtectedEntry(InstrumentId instrument, strategy::Values values)
      : Script{instrument, values}, distance_{values[2]} {}

  void on(const Bar& bar, strategy::Context& context) {
    crossing_.update(bar.close.as_double());
    if (!context.is_warm()) return;
    const Quantity bare = unprotected(context);
    if (bare.raw() > 0) {
      // The bar of the fill: its signal does not count, as there.
      OrderRequest order = sell(bare, OrderType::Stop, "protection");
      Protection::set(order, distance_, context.entry_price(instrument_));
      context.order(order);
    } else if (crossing_.has_crossed_up() && context.is_flat(instrument_)) {
      context.order(buy(context, OrderType::Market, "cross_up"));
    } else if (Protection::kLeavesBelow && crossing_.is_below() && context.is_long(instrument_)) {
      leave(context);
    }
  }

 private:
  /// Returns what is held beyond the exits that work.
  Quantity unprotected(const strategy::Context& context) const {
    Quantity bare = context.position(instrument_);
    for (const Order& order : context.orders()) {
      if (order.request.instrument == instrument_ && order.is_exit()) bare -= order.remaining();
    }
    return bare;
  }

  void leave(strategy::Context& context) const {
    for (const Order& order : context.orders()) {
      const bool protects = order.is_exit() && is_stop(order.request.type);
      if (order.request.instrument == instrument_ && protects) context.cancel(order.id);
    }
    context.exit(instrument_, "below");
  }

  double distance_;
};

using StopScript = ProtectedEntry<FixedStop>;
using TrailPercentScript = ProtectedEntry<PercentTrail>;
using TrailAmountScript = ProtectedEntry<AmountTrail>;
using TrailOnlyScript = ProtectedEntry<OnlyTrail>;

}  // namespace tw::strategies::order_scripts
