#pragma once

#include <optional>
#include <vector>

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "sim/violation.hpp"

namespace tw::sim {

/// Returns how many sessions after its own a US share trade of `session` settles.
///
/// Source: 17 CFR 240.15c6-1: three from 1995-06-07, two from 2017-09-05, one from 2024-05-28; five
///         by custom before that rule.
int settlement_sessions(Date session);

/// Returns the session in which a US share trade of `session` settles. The sessions of the NYSE
/// stand for business days.
Date settles_on(Date session);

/// A cash account's unsettled money and what is done with it.
///
/// A purchase uses settled cash first. What it takes beyond that is paid for when the sales that
/// bring the money settle; what was so bought and is sold earlier is a good-faith violation, one an
/// instrument and session. The third within twelve months restricts the account: for 90 days
/// purchases need settled cash. What was bought for more than all cash, settled or not, and is sold
/// unpaid is free-riding, which restricts at once.
/// Source: 12 CFR 220.8(a) and (c): payment before sale, and the 90 days. That brokers forgive two
///         in twelve months is their custom (Fidelity, Schwab), not the regulation.
class Settlement {
 public:
  static constexpr int kForgivenMax = 2;
  static constexpr int kRestrictedDays = 90;

  /// Settles what is due by `session`, which begins with `cash`; cash that is not negative has paid
  /// for everything.
  void begin(Date session, Money cash);
  /// Books a purchase of `cost` out of `cash`, the account's before it.
  void bought(Date session, InstrumentId instrument, Quantity quantity, Money cost, Money cash);
  /// Books a sale; returns the violation that it is, if it is one.
  std::optional<Violation> sold(Date session, InstrumentId instrument, Quantity quantity,
                                Money proceeds);
  /// Applies a split to what is held.
  void split(InstrumentId instrument, std::int64_t numerator, std::int64_t denominator);

  /// Returns the part of the cash that has yet to settle.
  Money unsettled() const { return unsettled_; }
  bool is_restricted(Date session) const { return session < restricted_until_; }

 private:
  struct Proceeds {
    Date due;
    Money unspent;  ///< Less what purchases have taken of it already.
  };
  /// A purchase not yet sold, paid for in full on `paid_on`.
  struct Holding {
    InstrumentId instrument{};
    Quantity quantity;
    Date paid_on;
  };

  static constexpr Date kUnpaid{INT32_MAX};

  Date spend(Date session, Money shortfall);
  bool note_violation(Date session, InstrumentId instrument);

  std::vector<Proceeds> proceeds_;  ///< By due date.
  std::vector<Holding> holdings_;   ///< Oldest first.
  Money unsettled_;
  std::vector<Date> violations_;  ///< Of the last twelve months.
  Date last_violation_{INT32_MIN};
  InstrumentId last_instrument_{};
  Date restricted_until_{INT32_MIN};
};

}  // namespace tw::sim
