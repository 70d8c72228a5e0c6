#pragma once

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

/// A trade that the market printed; not one of ours.
struct Print {
  InstrumentId instrument{};
  Timestamp event_at;
  Price price;
  Quantity size;
};

}  // namespace tw::inline market
