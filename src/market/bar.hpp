#pragma once

#include "core/date.hpp"
#include "core/ids.hpp"
#include "core/money.hpp"
#include "core/timestamp.hpp"

namespace tw::inline market {

/// What one instrument did over one span of time, known at its end.
///
/// `start` is the first instant it covers (a daily bar's is the session's open), `end` the instant
/// at which it is known (a daily bar's is the session's close). `session` is the date of the
/// trading session that it belongs to, which for futures is not the UTC date.
struct Bar {
  InstrumentId instrument{};
  Date session;
  Timestamp start;
  Timestamp end;
  Price open;
  Price high;
  Price low;
  Price close;
  Volume volume;
};

static_assert(sizeof(Bar) == 64);

}  // namespace tw::inline market
