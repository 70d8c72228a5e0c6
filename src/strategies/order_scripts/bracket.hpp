#pragma once

#include "strategies/order_scripts/dated_entry.hpp"

namespace tw::strategies::order_scripts {

/// Sends an entry with a stop and a target that cancel each other.
class Bracket : public Script {
 protected:
  Bracket(InstrumentId instrument, strategy::Values values, double stop, double target)
      : Script{instrument, values}, stop_{stop}, target_{target} {}

  /// `price` is what the exits are measured from. They say their own size, which reports show even
  /// where the entry never fills.
  void send(const OrderRequest& entry, double price, strategy::Context& context) const {
    OrderRequest exit = sell(entry.size.quantity(), OrderType::Stop, "stop");
    if (entry.size.is_fraction()) exit.size = Size::as_parent();
    exit.stop = price_at_most(price * (1.0 - stop_));
    OrderRequest target = exit;
    target.type = OrderType::Limit;
    target.stop = {};
    target.limit = price_at_least(price * (1.0 + target_));
    target.tag = "target";
    if (exit.stop.raw() <= 0) return;
    exit.parent = target.parent = context.order(entry);
    context.order(exit);
    context.order(target);
  }

 private:
  double stop_;
  double target_;
};

inline constexpr strategy::Parameter kStop =
    strategy::number("sl", 0.05, 0.0001, 0.99, "how far below the entry the stop lies");
inline constexpr strategy::Parameter kTarget =
    strategy::number("tp", 0.1, 0.0001, 10.0, "how far above the entry the target lies");

/// A bracket around a limit entry.
class BracketLimit : public Bracket {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "bracket_limit";
  static constexpr std::string_view kDoc =
      "Order script: when the fast average crosses above the slow one, a buy limit `off` below the "
      "close, valid `ttl` calendar days, with a stop `sl` below and a target `tp` above the limit.";
  static constexpr std::string_view kSource = kSourceOfAll;
  static constexpr Size kSize = kSizeOfAll;
  static constexpr std::array kParameters{
      kFast,
      kSlow,
      strategy::number("off", 0.01, 0.0, 0.9, "how far below the close the limit lies"),
      kStop,
      kTarget,
      strategy::integer("ttl", 7, 0, 5000, "calendar days that the entry is valid after its bar's"),
  };

  BracketLimit(InstrumentId instrument, strategy::Values values)
      : Bracket{instrument, values, values[3], values[4]},
        off_{values[2]},
        days_{strategy::as_int(values[5])} {}

  void on(const Bar& bar, strategy::Context& context) {
    crossing_.update(bar.close.as_double());
    if (!context.is_warm() || !crossing_.has_crossed_up()) return;
    if (!context.is_flat(instrument_)) return;
    const double price = bar.close.as_double() * (1.0 - off_);
    OrderRequest entry = buy(context, OrderType::Limit, "cross_up");
    entry.limit = price_at_most(price);
    if (entry.limit.raw() <= 0) return;
    entry.time_in_force = TimeInForce::Gtd;
    entry.expires_at = valid_for(bar, days_);
    send(entry, price, context);
  }

 private:
  double off_;
  int days_;
};

/// A bracket around a market entry.
class BracketMarket : public Bracket {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "bracket_market";
  static constexpr std::string_view kDoc =
      "Order script: when the fast average crosses above the slow one, a market entry with a stop "
      "`sl` below and a target `tp` above the close.";
  static constexpr std::string_view kSource = kSourceOfAll;
  static constexpr Size kSize = kSizeOfAll;
  static constexpr std::array kParameters{kFast, kSlow, kStop, kTarget};

  BracketMarket(InstrumentId instrument, strategy::Values values)
      : Bracket{instrument, values, values[2], values[3]} {}

  void on(const Bar& bar, strategy::Context& context) {
    crossing_.update(bar.close.as_double());
    if (!context.is_warm() || !crossing_.has_crossed_up()) return;
    if (!context.is_flat(instrument_)) return;
    send(buy(context, OrderType::Market, "cross_up"), bar.close.as_double(), context);
  }
};

}  // namespace tw::strategies::order_scripts
