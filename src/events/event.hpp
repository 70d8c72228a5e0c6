#pragma once

#include <cstdint>
#include <type_traits>
#include <variant>

#include "core/currency.hpp"
#include "core/ids.hpp"
#include "core/timestamp.hpp"
#include "market/bar.hpp"
#include "market/corporate_action.hpp"
#include "market/instrument.hpp"
#include "market/observation.hpp"
#include "market/quote.hpp"
#include "orders/order_event.hpp"

namespace tw::inline events {

/// A session opened or closed.
struct SessionChange {
  CalendarKind calendar = CalendarKind::Nyse;
  Date session;
  bool is_open = false;
};

/// A moment of a strategy's declared schedule.
struct TimerFired {
  std::uint32_t timer = 0;
};

/// The state of one instrument's feed changed.
struct FeedStatus {
  enum class Kind : std::uint8_t { Live, Stale, Gap, Down };
  InstrumentId instrument{};
  Kind kind = Kind::Live;
};

/// Money that came or went without a trade of ours.
struct CashEvent {
  enum class Kind : std::uint8_t { Deposit, Interest, Fee, Dividend, WriteOff };
  Kind kind = Kind::Deposit;
  Currency currency;
  Money amount;  ///< Negative when it went.
};

/// What an operator, or the frame of a run, tells the engine.
struct Control {
  enum class Kind : std::uint8_t {
    Open,        ///< Trading may begin.
    ReduceOnly,  ///< Only what shrinks a position may leave. Every halt is this.
    Close,       ///< Nothing may leave.
    Flatten,     ///< Cancel everything that works and close every position.
    Join,        ///< `instrument` is in the universe (again): it may be entered.
    Leave,       ///< It is no more: entries that work are cancelled, and what is held may be left.
    LeaveAndClose,  ///< The same, and its position is closed.
  };
  Kind kind = Kind::Open;
  InstrumentId instrument{};  ///< Of the last three alone.
};

/// Everything that can happen. A new kind is added here, and the compiler then lists every place
/// that must decide what it means.
using Event = std::variant<Quote, Print, Bar, Observation, CorporateAction, SessionChange,
                           OrderEvent, TimerFired, FeedStatus, CashEvent, Control>;

/// When an event was known, and its place among all events of the run.
struct Stamp {
  Timestamp at;
  std::uint64_t sequence = 0;
};

struct Stamped {
  Stamp stamp;
  Event event;
};

static_assert(std::is_trivially_copyable_v<Stamped>);
static_assert(sizeof(Stamped) <= 128);

}  // namespace tw::inline events
