#include "sim/settlement.hpp"

#include <algorithm>

#include "market/session_calendar.hpp"

namespace tw::sim {
namespace {

constexpr Date date_of(int year, int month, int day_of_month) {
  return *Date::from_civil(year, month, day_of_month);
}

constexpr int kYear = 365;

}  // namespace

std::string_view to_string(Violation::Kind kind) {
  switch (kind) {
    case Violation::Kind::GoodFaith:
      return "good_faith";
    case Violation::Kind::FreeRiding:
      return "free_riding";
    case Violation::Kind::Restricted:
      return "restricted_to_settled_cash";
    case Violation::Kind::PatternDayTrader:
      return "pattern_day_trader";
    case Violation::Kind::MarginCall:
      return "margin_call";
  }
  return "unknown";
}

int settlement_sessions(Date session) {
  if (session >= date_of(2024, 5, 28)) return 1;
  if (session >= date_of(2017, 9, 5)) return 2;
  return session >= date_of(1995, 6, 7) ? 3 : 5;
}

Date settles_on(Date session) {
  const SessionCalendar& calendar = SessionCalendar::of(CalendarKind::Nyse);
  const int sessions = settlement_sessions(session);
  for (int i = 0; i < sessions; ++i) session = calendar.next_session(session).date;
  return session;
}

void Settlement::begin(Date session, Money cash) {
  for (Holding& holding : holdings_) {
    if (cash.raw() >= 0 && holding.paid_on == kUnpaid) holding.paid_on = session;
  }
  while (!proceeds_.empty() && proceeds_.front().due <= session) {
    unsettled_ -= proceeds_.front().unspent;
    proceeds_.erase(proceeds_.begin());
  }
  std::erase_if(violations_, [&](Date at) { return session - at > kYear; });
}

void Settlement::bought(Date session, InstrumentId instrument, Quantity quantity, Money cost,
                        Money cash) {
  const Money settled = std::max(cash - unsettled_, Money{});
  const Date paid_on = cost > settled ? spend(session, cost - settled) : session;
  holdings_.push_back({.instrument = instrument, .quantity = quantity, .paid_on = paid_on});
}

/// Spends `shortfall` of what has yet to settle, the earliest first; returns when it has.
Date Settlement::spend(Date session, Money shortfall) {
  Date paid_on = session;
  for (Proceeds& each : proceeds_) {
    const Money part = std::min(shortfall, each.unspent);
    each.unspent -= part;
    unsettled_ -= part;
    shortfall -= part;
    if (part.raw() != 0) paid_on = each.due;
  }
  return shortfall.raw() > 0 ? kUnpaid : paid_on;
}

std::optional<Violation> Settlement::sold(Date session, InstrumentId instrument, Quantity quantity,
                                          Money proceeds) {
  bool is_early = false;
  bool is_unpaid = false;
  for (Holding& holding : holdings_) {
    if (holding.instrument != instrument || quantity.raw() == 0) continue;
    const Quantity part = std::min(quantity, holding.quantity);
    is_early = is_early || holding.paid_on > session;
    is_unpaid = is_unpaid || holding.paid_on == kUnpaid;
    holding.quantity -= part;
    quantity -= part;
  }
  std::erase_if(holdings_, [](const Holding& holding) { return holding.quantity.raw() == 0; });
  proceeds_.push_back({.due = settles_on(session), .unspent = proceeds});
  unsettled_ += proceeds;
  if (!is_early || !note_violation(session, instrument)) return std::nullopt;
  const bool restricts = violations_.size() > kForgivenMax;
  if (is_unpaid || restricts) restricted_until_ = session + kRestrictedDays;
  Violation violation{.session = session, .instrument = instrument};
  if (restricts) violation.kind = Violation::Kind::Restricted;
  if (is_unpaid) violation.kind = Violation::Kind::FreeRiding;
  return violation;
}

/// Counts a violation, once for an instrument in a session however many fills it has.
bool Settlement::note_violation(Date session, InstrumentId instrument) {
  if (last_violation_ == session && last_instrument_ == instrument) return false;
  last_violation_ = session;
  last_instrument_ = instrument;
  violations_.push_back(session);
  return true;
}

void Settlement::split(InstrumentId instrument, std::int64_t numerator, std::int64_t denominator) {
  for (Holding& holding : holdings_) {
    if (holding.instrument != instrument) continue;
    holding.quantity = scaled(holding.quantity, numerator, denominator, Rounding::HalfEven);
  }
}

}  // namespace tw::sim
