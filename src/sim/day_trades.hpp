#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"

namespace tw::sim {

/// Counts day trades and says when an account may not open positions because of them.
///
/// A day trade is a position opened and closed, in whole or in part, in one session; closing in
/// several fills is one. Four within five sessions that are more than 6 % of the orders traded
/// there make a pattern day trader, for 90 days from the last such session. While one, an account
/// whose equity at the last close was below 25,000 may only close. Source: FINRA Rule
/// 4210(f)(8)(B), in force from 2001-09-28 until intraday margin standards
///         replaced it on 2026-06-04 (SR-FINRA-2025-017, Release 34-105226).
class DayTrades {
 public:
  static constexpr Money kEquityMin = Money::whole(25'000);

  /// Whether the rule is in force on `session`.
  static bool applies(Date session);

  /// A session begins; `equity` is that of the last close. Returns whether the account is
  /// restricted from this session on and was not before.
  bool begin(Date session, Money equity);
  /// Books a fill that opened (part of) a position, or closed it; `is_first` of its order.
  void traded(InstrumentId instrument, bool opened, bool closed, bool is_first);

  bool is_restricted() const { return is_restricted_; }
  int day_trades() const;

 private:
  struct Tally {
    int day_trades = 0;
    int orders = 0;
  };
  static constexpr std::size_t kWindow = 5;

  bool is_pattern() const;

  std::array<Tally, kWindow> tallies_{};  ///< The current session's first.
  std::vector<InstrumentId> opened_;      ///< In this session.
  Date session_{INT32_MIN};
  Date pattern_until_{INT32_MIN};
  bool is_restricted_ = false;
};

}  // namespace tw::sim
