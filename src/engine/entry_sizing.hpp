#pragma once

#include <expected>
#include <span>

#include "core/money.hpp"
#include "engine/sizing.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/limits.hpp"
#include "sizing/rolling_kelly.hpp"
#include "strategy/context.hpp"

namespace tw::engine {

/// Finds the size of entries by the user's rule, where the rule needs more than a fraction: the
/// entry's stop, the instrument's history, the trades so far.
///
/// Answers once, at the decision, and never with more than the account can pay for.
class EntrySizing {
 public:
  /// The books that a size is reckoned from.
  struct Books {
    std::span<const Instrument> instruments;
    const portfolio::Portfolio& portfolio;
    const Blotter& blotter;
  };

  explicit EntrySizing(const Sizing& sizing) : sizing_{sizing} {}

  /// Returns whether the rule finds this request's size: an entry that asks for a fraction.
  bool decides(const OrderRequest& request) const {
    return !sizing_.rule.is_none() && request.size.is_fraction() && !request.reduce_only;
  }

  /// Returns the units of `ask`, one of the asks of `context`. Requires `decides(ask.request)`.
  ///
  /// Errors: no price yet; and for the rules that need them no stop with the entry, a stop on its
  /// wrong side, too few bars.
  std::expected<Quantity, risk::Reason> units(const strategy::Ask& ask,
                                              const strategy::Context& context,
                                              const Books& books) const;

  /// Takes in the trades that a fill has closed.
  void learn(std::span<const portfolio::RoundTrip> closed);

 private:
  /// One entry, priced in its instrument's currency.
  struct Entry {
    const strategy::Ask& ask;
    const Instrument& instrument;
    Price price;
    Money equity;
  };

  std::expected<Quantity, risk::Reason> by_risk(const Entry& entry,
                                                std::span<const strategy::Ask> asks) const;
  std::expected<Quantity, risk::Reason> by_volatility(const Entry& entry,
                                                      const strategy::HistoryView& history) const;
  std::expected<Quantity, risk::Reason> by_split(const Entry& entry,
                                                 const strategy::Context& context,
                                                 std::size_t instruments) const;
  Quantity by_kelly(const Entry& entry) const;
  /// Returns how many times its equity the account can hold.
  double leverage() const { return 1.0 / sizing_.margin.as_double(); }

  Sizing sizing_;
  sizing::RollingKelly kelly_;
};

}  // namespace tw::engine
