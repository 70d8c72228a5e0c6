#pragma once

#include "core/money.hpp"
#include "core/ratio.hpp"
#include "market/instrument.hpp"
#include "orders/blotter.hpp"
#include "portfolio/portfolio.hpp"
#include "sizing/size_rule.hpp"

namespace tw::engine {

/// Returns the size with which `part` of an account trades; a number of units stays what it is.
inline Size part_of(Size size, double part) {
  return size.is_fraction() ? Size::fraction(size.fraction() * part) : size;
}

/// How a fraction of the account becomes units.
struct Sizing {
  /// False: it travels to the venue as a fraction and is resolved at the fill (simulation alone).
  bool at_decision = true;
  /// Kept back, since the fill and its costs may be dearer than the decision's close.
  Ratio cash_buffer;
  /// The fraction of a position's value that must be covered; 1 is a cash account.
  Ratio margin = Ratio::whole(1);
  bool whole_units = true;
  /// What finds the size of an entry that asks for a fraction, if anything does.
  sizing::SizeRule rule;
};

/// What a size is reckoned from. Units: money in the base currency.
struct SizedFrom {
  Money equity;
  Money gross;  ///< Σ |value| once the market orders under way have filled.
  Price mark;
  Price rate = Price::whole(1);  ///< Of the instrument's currency in the base currency.
};

/// Returns the units that `fraction` of the equity comes to at the mark, no more than what is free.
Quantity units_for(double fraction, const Instrument& instrument, const Sizing& sizing,
                   const SizedFrom& from);

/// Returns the least that an order may differ by: a whole unit where the instrument leaves it free
/// and the rules do not.
Quantity step_of(const Instrument& instrument, const Sizing& sizing);

/// Returns the units that `fraction` of the equity comes to at the instrument's mark, no more than
/// what is free once exits under way have closed and entries under way have filled.
Quantity units_for(double fraction, const Instrument& instrument, const Sizing& sizing,
                   std::span<const Instrument> instruments, const portfolio::Portfolio& portfolio,
                   const Blotter& blotter);

}  // namespace tw::engine
