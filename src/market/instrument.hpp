#pragma once

#include <cstdint>
#include <string>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"

namespace tw::inline market {

/// Which hours and holidays a market keeps. `SessionCalendar::of` gives the calendar itself.
enum class CalendarKind : std::uint8_t { Nyse, AlwaysOpen, Fx, Cme };

/// What can be traded: the facts about it that do not change during a run.
struct Instrument {
  InstrumentId id{};
  std::string symbol;
  Currency currency;
  CalendarKind calendar = CalendarKind::Nyse;
  /// The smallest step of its price; zero when any price is fine.
  Price tick;
  /// The smallest step of its quantity; zero when any fraction is fine. A share by default.
  Quantity lot = Quantity::whole(1);
  /// What one point of price is worth for one unit: 1 for shares, 50 for an E-mini.
  std::int32_t multiplier = 1;
  /// GICS sector, or empty where it is not known.
  std::string sector;
};

/// Returns `price` moved onto the tick grid in the direction of `rounding`.
Price to_tick(Price price, Price tick, Rounding rounding);

/// Returns the largest quantity on the lot grid that is not larger in magnitude.
Quantity to_lot(Quantity quantity, Quantity lot);

}  // namespace tw::inline market
