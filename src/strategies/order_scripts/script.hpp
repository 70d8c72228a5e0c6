#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "strategies/order_scripts/crossing.hpp"
#include "strategy/strategy.hpp"

// Scripts that place one kind of order each, as the reference runs of backtrader do.
//
// They exist so that those runs can be reproduced order by order, on any data and parameters; as
// strategies they are plain. Rules: golden/README.md, section 3.
namespace tw::strategies::order_scripts {

inline constexpr std::string_view kSourceOfAll = "reference runs of backtrader 1.9.78";
inline constexpr Size kSizeOfAll = Size::units(Quantity::whole(500));

inline constexpr strategy::Parameter kFast =
    strategy::integer("fast", 10, 1, 5000, "bars of the fast average; below slow");
inline constexpr strategy::Parameter kSlow =
    strategy::integer("slow", 30, 2, 5000, "bars of the slow average");

/// What all scripts have in common: an instrument and two averages, the first two parameters.
class Script {
 public:
  static std::optional<std::string_view> contradiction(strategy::Values values) {
    if (values[0] >= values[1]) return "fast must be below slow";
    return std::nullopt;
  }

  int warmup_bars() const { return crossing_.warmup(); }

 protected:
  Script(InstrumentId instrument, strategy::Values values)
      : instrument_{instrument},
        crossing_{strategy::as_int(values[0]), strategy::as_int(values[1])} {}

  OrderRequest buy(const strategy::Context& context, OrderType type, Label tag) const {
    return {.instrument = instrument_, .type = type, .size = context.size(), .tag = tag};
  }
  /// Returns a sell of what is held, of the given type.
  OrderRequest sell(Quantity quantity, OrderType type, Label tag) const {
    return {.instrument = instrument_,
            .side = Side::Sell,
            .type = type,
            .reduce_only = true,
            .size = Size::units(quantity),
            .tag = tag};
  }

  InstrumentId instrument_;
  Crossing crossing_;
};

}  // namespace tw::strategies::order_scripts
