#pragma once

#include "strategy/context.hpp"

namespace tw::strategies {

/// Returns the weight of a holding in its strategy's part of the equity, negative when short: what
/// `Context::trade_to_weight` would leave alone, but for costs kept back and whole lots. With a
/// size in units, a holding has the weight that its sign has.
inline double held_weight(const strategy::Context& context, InstrumentId id) {
  const double held = context.position(id).as_double();
  const Size size = context.size();
  if (!size.is_fraction()) return held > 0.0 ? 1.0 : (held < 0.0 ? -1.0 : 0.0);
  const double part = context.equity().as_double() * size.fraction();
  const double value = held * context.price(id).as_double() * context.instrument(id).multiplier;
  return part > 0.0 ? value / part : 0.0;
}

}  // namespace tw::strategies
