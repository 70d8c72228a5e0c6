#pragma once

#include "strategies/order_scripts/script.hpp"

namespace tw::strategies::order_scripts {

/// Enters and leaves by market orders.
class Market : public Script {
 public:
  using Listens = strategy::Types<Bar>;

  static constexpr std::string_view kName = "market";
  static constexpr std::string_view kDoc =
      "Order script: buys at market when the fast average crosses above the slow one, sells at "
      "market when it is below.";
  static constexpr std::string_view kSource = kSourceOfAll;
  static constexpr Size kSize = kSizeOfAll;
  static constexpr std::array kParameters{kFast, kSlow};

  Market(InstrumentId instrument, strategy::Values values) : Script{instrument, values} {}

  void on(const Bar& bar, strategy::Context& context) {
    crossing_.update(bar.close.as_double());
    if (!context.is_warm()) return;
    if (crossing_.has_crossed_up() && context.is_flat(instrument_)) {
      context.order(buy(context, OrderType::Market, "cross_up"));
    } else if (crossing_.is_below()) {
      context.exit(instrument_, "below");
    }
  }
};

}  // namespace tw::strategies::order_scripts
