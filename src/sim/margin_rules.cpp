#include "sim/margin_rules.hpp"

namespace tw::sim {

Money maintenance_of(Quantity quantity, Price price, std::int32_t multiplier) {
  const Money value = notional(price, magnitude(quantity), Rounding::Up) * multiplier;
  constexpr auto kLong = Ratio::from_raw(25'000'000);
  constexpr auto kShort = Ratio::from_raw(30'000'000);
  return portion(value, quantity.raw() < 0 ? kShort : kLong, Rounding::Up);
}

Ratio excess_of(Money equity, Money maintenance) {
  if (equity >= maintenance) return {};
  if (equity.raw() <= 0) return Ratio::whole(1);
  const auto part = divide_rounded(Wide{(maintenance - equity).raw()} * Ratio::kScale,
                                   Wide{maintenance.raw()}, Rounding::Up);
  return Ratio::from_raw(*part);
}

}  // namespace tw::sim
