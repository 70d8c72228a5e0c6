#include "market/instrument.hpp"

namespace tw::inline market {

Price to_tick(Price price, Price tick, Rounding rounding) {
  if (tick.raw() <= 0) return price;
  const auto steps = divide_rounded(Wide{price.raw()}, Wide{tick.raw()}, rounding);
  TW_ASSERT(steps.has_value());
  return tick * *steps;
}

Quantity to_lot(Quantity quantity, Quantity lot) {
  if (lot.raw() <= 0) return quantity;
  return Quantity::from_raw(quantity.raw() / lot.raw() * lot.raw());
}

}  // namespace tw::inline market
