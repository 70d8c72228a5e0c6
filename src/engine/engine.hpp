#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "core/ids.hpp"
#include "core/per_instrument.hpp"
#include "engine/order_desk.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "strategy/bar_history.hpp"
#include "strategy/context.hpp"
#include "strategy/strategy.hpp"

namespace tw::engine {

/// One strategy on one instrument or on a group of them, with the size of its entries.
template <strategy::Strategy S>
struct Seat {
  S strategy;
  InstrumentId instrument{};
  /// All instruments of a strategy that weighs several against each other; empty for one alone.
  std::vector<InstrumentId> group;
  Size size = Size::fraction(1.0);
  /// How many bars `Context::history` of its instrument holds.
  std::size_t history_bars = 0;
  /// The index of the bar by which the longer timeframes that it declared have come.
  int higher_warmup_bars = -1;
  /// Seats of one pool share `pool_size`, a fraction, evenly as far as their instruments are
  /// members of the universe; `size` is what that comes to while all are. Another size is each
  /// one's own.
  std::size_t pool = 0;
  Size pool_size = {};

  /// Returns the index of the first bar at which everything is there that its strategy looks at.
  int warmup_bars() const { return std::max(strategy.warmup_bars(), higher_warmup_bars); }
};

/// The deterministic middle: takes one event at a time, in order, and says what to do.
///
/// Knows neither where events come from nor what becomes of its commands, and reads no clock, so
/// backtest, paper, live and replay are the same object. Starts `Closed`: events warm strategies
/// up, and nothing leaves before `Control::Open`. Steady state allocates nothing.
template <strategy::Strategy S>
class Engine {
 public:
  /// Owns: the instruments of `config` must outlive the engine.
  Engine(const EngineConfig& config, std::vector<Seat<S>> seats)
      : desk_{config},
        histories_(histories(config, seats)),
        higher_{config.instruments.size()},
        context_{{.instruments = config.instruments,
                  .portfolio = desk_.portfolio(),
                  .blotter = desk_.blotter(),
                  .histories = histories_.view(),
                  .asks_max = asks_max(seats),
                  .cash_buffer = config.sizing.cash_buffer,
                  .whole_units = config.sizing.whole_units,
                  .units = config.units,
                  .universe = &desk_.universe(),
                  .higher = higher_.view(),
                  .sightings = config.sightings}},
        seats_{config.instruments.size()},
        terms_{config.instruments.size()},
        groups_of_{config.instruments.size()} {
    for (Seat<S>& seat : seats) {
      const bool looks_higher = declare(seat);
      keeps_history_ = keeps_history_ || looks_higher || seat.history_bars != 0;
      const int warmup = seat.warmup_bars();
      for (const InstrumentId member : seat.group) groups_of_[member].push_back(groups_.size());
      std::vector<Seated>& row = seat.group.empty() ? seats_[seat.instrument] : groups_;
      row.push_back({.strategy = std::move(seat.strategy), .size = seat.size, .warmup = warmup});
      if (!seat.group.empty()) continue;
      terms_[seat.instrument].push_back(
          {.bars_needed = warmup, .pool = seat.pool, .pool_size = seat.pool_size});
    }
  }
  Engine(const Engine&) = delete;  // The context looks into the desk.
  Engine& operator=(const Engine&) = delete;

  void on(const Stamp& stamp, const Bar& bar, Commands& commands) {
    desk_.mark(bar.instrument, bar.close);
    if (context_.units().are_split()) {
      show(stamp, context_.units().seen(bar), commands);
    } else {
      show(stamp, bar, commands);
    }
  }
  void on(const Stamp& stamp, const Quote& quote, Commands& commands) {
    if (const auto middle = middle_of(quote)) desk_.mark(quote.instrument, *middle);
    tell(stamp, quote.instrument, quote, commands);
  }
  void on(const Stamp& stamp, const Print& print, Commands& commands) {
    desk_.mark(print.instrument, print.price);
    tell(stamp, print.instrument, print, commands);
  }
  void on(const Stamp& stamp, const OrderEvent& event, Commands& commands) {
    // What cannot be true never reaches a strategy: it may even name an instrument of others.
    if (!desk_.apply(event)) return;
    if (!desk_.universe().has_all()) let_decide(event.instrument);
    tell(stamp, event.instrument, event, commands);
    desk_.end_report();
  }
  void on(const Stamp& stamp, const CorporateAction& action, Commands& commands) {
    desk_.apply(action, stamp.at);
    context_.units().apply(action);
    if (!desk_.universe().has_all()) let_decide(action.instrument);
    tell(stamp, action.instrument, action, commands);
  }
  void on(const Stamp& /*stamp*/, const CashEvent& event, Commands& /*commands*/) {
    desk_.apply(event);
  }
  void on(const Stamp& stamp, const Control& control, Commands& commands) {
    desk_.apply(control, stamp.at, commands);
    const bool moves_universe = control.kind == Control::Kind::Join ||
                                control.kind == Control::Kind::Leave ||
                                control.kind == Control::Kind::LeaveAndClose;
    if (moves_universe) {
      let_decide(control.instrument);
      share_pools();
    }
  }
  void on(const Stamp& stamp, const FeedStatus& status, Commands& commands) {
    tell(stamp, status.instrument, status, commands);
  }
  void on(const Stamp& stamp, const Observation& event, Commands& commands) {
    tell_all(stamp, event, commands);
  }
  void on(const Stamp& stamp, const SessionChange& event, Commands& commands) {
    tell_all(stamp, event, commands);
  }
  void on(const Stamp& stamp, const TimerFired& event, Commands& commands) {
    for (Seated& group : groups_) {
      group.is_warm = group.seen > group.warmup;
      group.seen += 1;
    }
    tell_all(stamp, event, commands);
  }

  const OrderDesk& desk() const { return desk_; }
  const portfolio::Portfolio& portfolio() const { return desk_.portfolio(); }

 private:
  static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

  struct Seated {
    S strategy;
    Size size;
    std::int64_t warmup = 0;  ///< Without end while it may not decide.
    std::int64_t seen = 0;    ///< Bars so far; of a group, moments.
    bool is_warm = false;     ///< As of the last bar, so that a fill decides no earlier than a bar.
  };
  /// What a seat falls back to when its instrument joins or leaves the universe.
  struct Terms {
    std::int64_t bars_needed = 0;
    std::size_t pool = 0;
    Size pool_size;
  };

  static std::size_t asks_max(std::span<const Seat<S>> seats) {
    std::size_t members = 0;
    for (const Seat<S>& seat : seats) members = std::max(members, seat.group.size());
    return strategy::kAsksMax + members * strategy::kAsksPerMember;
  }

  static std::vector<strategy::BarHistory> histories(const EngineConfig& config,
                                                     std::span<const Seat<S>> seats) {
    std::vector<std::size_t> bars(config.instruments.size());
    for (const Seat<S>& seat : seats) {
      std::size_t& needed = bars[index_of(seat.instrument)];
      needed = needed < seat.history_bars ? seat.history_bars : needed;
    }
    std::vector<strategy::BarHistory> histories;
    histories.reserve(bars.size());
    for (const std::size_t capacity : bars) histories.emplace_back(capacity);
    return histories;
  }

  /// Keeps the longer timeframes that a seat's strategy looks back on. Returns whether any.
  bool declare(const Seat<S>& seat) {
    const strategy::HigherNeeds needs = strategy::higher_needs_of(seat.strategy);
    for (const strategy::HigherNeed& need : needs) {
      if (seat.group.empty()) higher_[seat.instrument].need(need);
      for (const InstrumentId member : seat.group) higher_[member].need(need);
    }
    return !needs.empty();
  }

  /// Outside of the universe, a strategy of one instrument that holds nothing stays in warm-up: it
  /// decides again from the first bar as a member. What it holds, it may leave.
  void let_decide(InstrumentId instrument) {
    const bool may =
        desk_.universe().has(instrument) || portfolio().position(instrument).quantity.raw() != 0;
    std::vector<Seated>& row = seats_[instrument];
    for (std::size_t i = 0; i < row.size(); ++i) {
      row[i].warmup = may ? terms_[instrument][i].bars_needed : kNever;
    }
  }

  /// Splits what each pool has between those of its seats that may enter.
  void share_pools() {
    std::vector<std::size_t> members;
    for_each_seat([&](InstrumentId id, const Seated& /*seated*/, const Terms& terms) {
      if (members.size() <= terms.pool) members.resize(terms.pool + 1);
      if (desk_.universe().has(id)) members[terms.pool] += 1;
    });
    for_each_seat([&](InstrumentId /*id*/, Seated& seated, const Terms& terms) {
      if (!terms.pool_size.is_fraction()) return;
      const std::size_t sharing = std::max<std::size_t>(1, members[terms.pool]);
      seated.size = part_of(terms.pool_size, 1.0 / static_cast<double>(sharing));
    });
  }
  void for_each_seat(const auto& use) {
    for (std::uint32_t i = 0; i < seats_.size(); ++i) {
      const InstrumentId id{i};
      for (std::size_t k = 0; k < seats_[id].size(); ++k) use(id, seats_[id][k], terms_[id][k]);
    }
  }

  /// Shows strategies a bar in the units that they see.
  void show(const Stamp& stamp, const Bar& bar, Commands& commands) {
    if (keeps_history_) keep(bar);
    for (Seated& seated : seats_[bar.instrument]) {
      seated.is_warm = seated.seen > seated.warmup;
      seated.seen += 1;
      tell_seated(stamp, seated, bar, commands);
    }
    if (!groups_.empty()) tell_groups_of(stamp, bar.instrument, bar, commands);
  }
  void keep(const Bar& bar) {
    histories_[bar.instrument].push(bar);
    higher_[bar.instrument].push(bar, context_.instrument(bar.instrument).calendar);
  }
  template <class Event>
  void tell_seated(const Stamp& stamp, Seated& seated, const Event& event, Commands& commands) {
    if constexpr (strategy::kListensTo<S, Event>) {
      if constexpr (requires { seated.strategy.template listens_to<Event>(); }) {
        if (!seated.strategy.template listens_to<Event>()) return;
      }
      context_.begin(stamp.at, seated.is_warm, seated.size);
      seated.strategy.on(event, context_);
      if (context_.asks().empty()) return;
      desk_.handle(context_, commands);
      context_.end();
    }
  }
  template <class Event>
  void tell(const Stamp& stamp, InstrumentId instrument, const Event& event, Commands& commands) {
    if constexpr (strategy::kListensTo<S, Event>) {
      if (context_.units().are_split()) {
        tell_in_units(stamp, instrument, context_.units().seen(event), commands);
      } else {
        tell_in_units(stamp, instrument, event, commands);
      }
    }
  }
  /// Tells strategies what is in the units that they see.
  template <class Event>
  void tell_in_units(const Stamp& stamp, InstrumentId instrument, const Event& event,
                     Commands& commands) {
    for (Seated& seated : seats_[instrument]) tell_seated(stamp, seated, event, commands);
    if (!groups_.empty()) tell_groups_of(stamp, instrument, event, commands);
  }
  template <class Event>
  void tell_groups_of(const Stamp& stamp, InstrumentId instrument, const Event& event,
                      Commands& commands) {
    for (const std::size_t group : groups_of_[instrument]) {
      tell_seated(stamp, groups_[group], event, commands);
    }
  }
  template <class Event>
  void tell_all(const Stamp& stamp, const Event& event, Commands& commands) {
    if constexpr (strategy::kListensTo<S, Event>) {
      for (std::vector<Seated>& seats : seats_) {
        for (Seated& seated : seats) tell_seated(stamp, seated, event, commands);
      }
      for (Seated& group : groups_) tell_seated(stamp, group, event, commands);
    }
  }

  OrderDesk desk_;
  bool keeps_history_ = false;
  PerInstrument<strategy::BarHistory> histories_;
  PerInstrument<strategy::HigherHistory> higher_;
  strategy::Context context_;
  PerInstrument<std::vector<Seated>> seats_;
  PerInstrument<std::vector<Terms>> terms_;  ///< One for each seat of `seats_`.
  std::vector<Seated> groups_;
  PerInstrument<std::vector<std::size_t>> groups_of_;  ///< Where in `groups_` an instrument is.
};

}  // namespace tw::engine
