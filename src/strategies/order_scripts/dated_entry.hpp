#pragma once

#include "strategies/order_scripts/script.hpp"
#include "strategies/price.hpp"

namespace tw::strategies::order_scripts {

/// Returns the moment at which an order of this bar has been valid for `days` calendar days more.
inline Timestamp valid_for(const Bar& bar, int days) { return (bar.session + days + 1).midnight(); }

/// What waits for the market, priced from the bar that decides.
struct LimitBelow {
  static constexpr std::string_view kName = "limit";
  static constexpr std::string_view kDoc =
      "Order script: while the fast average is above the slow one and nothing is held, a buy limit "
      "`off` below the close, valid `ttl` calendar days; sells at market `hold` bars after the "
      "fill.";
  static constexpr double kOff = 0.02;
  static constexpr std::string_view kOffDoc = "how far below the close the limit lies";

  static void set(OrderRequest& order, const Bar& bar, double off) {
    order.type = OrderType::Limit;
    order.limit = price_at_most(bar.close.as_double() * (1.0 - off));
  }
};

struct StopLimitAbove {
  static constexpr std::string_view kName = "stoplimit";
  static constexpr std::string_view kDoc =
      "Order script: like `limit`, with a buy stop-limit triggered at the bar's high whose limit "
      "is "
      "`off` above it.";
  static constexpr double kOff = 0.005;
  static constexpr std::string_view kOffDoc = "how far above its trigger the limit lies";

  static void set(OrderRequest& order, const Bar& bar, double off) {
    order.type = OrderType::StopLimit;
    order.stop = bar.high;
    order.limit = price_at_most(bar.high.as_double() * (1.0 + off));
  }
};

/// Enters by an order with a date on it and leaves after so many bars.
template <class Entry>
class DatedEntry : public Script {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = Entry::kName;
  static constexpr std::string_view kDoc = Entry::kDoc;
  static constexpr std::string_view kSource = kSourceOfAll;
  static constexpr Size kSize = kSizeOfAll;
  static constexpr std::array kParameters{
      kFast,
      kSlow,
      strategy::number("off", Entry::kOff, 0.0, 0.9, Entry::kOffDoc),
      strategy::integer("ttl", 4, 0, 5000, "calendar days that the entry is valid after its bar's"),
      strategy::integer("hold", 10, 1, 5000, "bars from the fill to the exit's decision"),
  };

  DatedEntry(InstrumentId instrument, strategy::Values values)
      : Script{instrument, values},
        off_{values[2]},
        days_{strategy::as_int(values[3])},
        hold_{strategy::as_int(values[4])} {}

  void on(const Bar& bar, strategy::Context& context) {
    crossing_.update(bar.close.as_double());
    if (context.position(instrument_).raw() != 0) {
      if (held_ >= hold_) context.exit(instrument_, "held_long_enough");
      held_ += 1;
      return;
    }
    held_ = 0;
    if (!context.is_warm() || !crossing_.is_above() || !context.is_flat(instrument_)) return;
    OrderRequest entry = buy(context, OrderType::Limit, "above");
    Entry::set(entry, bar, off_);
    if (entry.limit.raw() <= 0) return;
    entry.time_in_force = TimeInForce::Gtd;
    entry.expires_at = valid_for(bar, days_);
    context.order(entry);
  }

 private:
  // Constant after construction.
  double off_;
  int days_;
  int hold_;

  // Moves with every bar.
  int held_ = 0;  ///< Bars since the fill's.
};

using LimitScript = DatedEntry<LimitBelow>;
using StopLimitScript = DatedEntry<StopLimitAbove>;

}  // namespace tw::strategies::order_scripts
