#pragma once

#include <numeric>
#include <optional>

#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace tw::inline market {

/// The best bid and offer of one instrument. A side without a quote has size zero.
struct Quote {
  InstrumentId instrument{};
  Timestamp event_at;
  Price bid;
  Price ask;
  Quantity bid_size;
  Quantity ask_size;
};

/// Returns the middle of bid and ask, or nothing unless both sides are quoted.
inline std::optional<Price> middle_of(const Quote& quote) {
  if (quote.bid_size.raw() <= 0 || quote.ask_size.raw() <= 0) return std::nullopt;
  return Price::from_raw(std::midpoint(quote.bid.raw(), quote.ask.raw()));
}

/// A trade that the market printed; not one of ours.
struct Print {
  InstrumentId instrument{};
  Timestamp event_at;
  Price price;
  Quantity size;
};

}  // namespace tw::inline market
