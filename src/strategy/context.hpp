#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <vector>

#include "core/ids.hpp"
#include "core/label.hpp"
#include "core/money.hpp"
#include "core/ratio.hpp"
#include "core/timestamp.hpp"
#include "market/instrument.hpp"
#include "market/universe.hpp"
#include "orders/blotter.hpp"
#include "orders/order_change.hpp"
#include "orders/order_request.hpp"
#include "portfolio/portfolio.hpp"
#include "strategy/bar_history.hpp"
#include "strategy/higher_history.hpp"
#include "strategy/seen_units.hpp"
#include "strategy/sightings.hpp"

namespace tw::strategy {

/// Something that a strategy asked for and risk has not seen yet.
struct Ask {
  enum class Kind : std::uint8_t { Order, Cancel, Replace };
  Kind kind = Kind::Order;
  ClientOrderId id = kNoOrder;
  OrderRequest request = {};  ///< Of an order.
  OrderChange change = {};    ///< Of a replacement.
};

/// Of one strategy in one event, and the more for each member of its group. What goes beyond is not
/// asked for and counted as denied; an entry and its exits are asked for together or not at all.
inline constexpr std::size_t kAsksMax = 32;
inline constexpr std::size_t kAsksPerMember = 4;

/// Prices at which an entry's position is given up. Zero is "none".
struct Exits {
  Price stop;
  Price target;
  Trail trail;  ///< Makes the stop follow the market; it then starts at `stop`, if that is given.

  bool has_stop() const { return stop.raw() != 0 || !trail.is_none(); }
  bool has_target() const { return target.raw() != 0; }
};

/// What a strategy may see and ask at one moment: nothing later than `now()`, nothing of others.
///
/// Requests are collected here and pass risk after the strategy returns; a denied one simply does
/// not become an order. The strategy reads positions and orders as the truth instead of keeping
/// its own account of them.
///
/// Units: prices and quantities, seen and asked for, are in the units of the first bar that may be
/// traded, whatever has split since; `instrument` alone tells the market's own tick and lot.
class Context {
 public:
  /// What the context looks at. Owns: all of it must outlive the context.
  struct Desk {
    std::span<const Instrument> instruments;
    const portfolio::Portfolio& portfolio;
    Blotter& blotter;
    std::span<const BarHistory> histories;
    std::size_t asks_max = kAsksMax;
    Ratio cash_buffer = {};  ///< Kept back when a weight becomes units, since fills cost more.
    bool whole_units = true;
    /// See `SeenUnits`; empty is nothing.
    std::vector<SplitScale> units = {};
    const Universe* universe = nullptr;  ///< None: every instrument may be entered.
    std::span<const HigherHistory> higher = {};
    Sightings* sightings = nullptr;  ///< None: nobody asks what decisions were made on.
  };
  explicit Context(const Desk& desk) : desk_{desk}, units_{desk.instruments.size(), desk.units} {
    asks_.reserve(desk.asks_max);
  }

  // --- what it may see ---
  Timestamp now() const { return now_; }
  /// True from the second bar on that has every indicator: a decision may look one bar back.
  bool is_warm() const { return is_warm_; }
  const Instrument& instrument(InstrumentId id) const { return desk_.instruments[index_of(id)]; }
  /// Returns whether `id` is in the run's universe now. What is not may be left, not entered.
  bool is_member(InstrumentId id) const {
    return desk_.universe == nullptr || desk_.universe->has(id);
  }
  Quantity position(InstrumentId id) const {
    return units_.are_split() ? units_.seen(id, held(id)) : held(id);
  }
  bool is_long(InstrumentId id) const { return held(id).raw() > 0; }
  bool is_short(InstrumentId id) const { return held(id).raw() < 0; }
  /// Nothing held and nothing under way.
  bool is_flat(InstrumentId id) const {
    return held(id).raw() == 0 && desk_.blotter.live_count(id) == 0;
  }
  /// Returns the price of the oldest open lot's entry, or zero when nothing is held.
  Price entry_price(InstrumentId id) const;
  Money equity() const { return desk_.portfolio.equity(); }
  /// Returns the last price of `id`, or zero until there is one.
  Price price(InstrumentId id) const {
    return units_.are_split() ? units_.seen(id, mark(id)) : mark(id);
  }
  /// Returns a stop at `price` as `orders()` would show it: on the market's ticks, and rounded as
  /// units that have split since are.
  Price as_ordered(InstrumentId id, Price price) const;
  /// Returns what is held of `id` entry by entry, oldest first, in units of today.
  /// Owns: valid until the next event.
  std::span<const portfolio::Lot> lots(InstrumentId id) const { return desk_.portfolio.lots(id); }
  /// Returns our live orders, of all instruments, oldest first. Owns: valid until asked again.
  std::span<const Order> orders() const {
    return units_.are_split() ? seen_orders() : desk_.blotter.live();
  }
  /// Returns the bars of `id` known by now, as many as the strategy declared, newest first.
  HistoryView history(InstrumentId id) const { return desk_.histories[index_of(id)].view(); }
  /// Returns the complete bars of a longer timeframe that the strategy declared by
  /// `higher_needs()`, as many as that, and how many came to be known with the bar being told.
  HigherView higher(InstrumentId id, Timeframe timeframe) const {
    return desk_.higher[index_of(id)].view(timeframe);
  }
  /// Returns the size that the user chose for this strategy's entries.
  Size size() const { return size_; }

  // --- what it may tell ---
  /// Tells which values led to what is asked for next, for whoever explains it later. Tell them
  /// where the decision falls, not at every bar.
  void saw(std::initializer_list<Seen> values) {
    if (desk_.sightings != nullptr) [[unlikely]]
      keep(values, std::nullopt);
  }
  /// The same of one instrument of a group.
  void saw(InstrumentId of, std::initializer_list<Seen> values) {
    if (desk_.sightings != nullptr) [[unlikely]]
      keep(values, of);
  }

  // --- what it may ask ---
  /// Asks for an order; returns the id that it will have if risk lets it pass, or `kNoOrder` when
  /// the most were asked for already.
  ClientOrderId order(const OrderRequest& request);
  void cancel(ClientOrderId id);
  /// Asks to give a working order other terms: it keeps its id, what it filled, and the exits and
  /// siblings that it has. Risk looks at it again, and the terms of before work until the venue
  /// says `Replaced`; one change at a time.
  void replace(ClientOrderId id, const OrderChange& change);
  /// Asks for a market entry of the chosen size, with exits that wake when it fills. Does nothing
  /// while the position already stands on that side or an entry to it is under way; closes the
  /// opposite side first.
  void enter(InstrumentId id, Side side, Label tag, const Exits& exits = {});
  /// Asks for `entry`, an order of any type, with exits that wake when it fills. Returns the
  /// entry's id, or `kNoOrder` when not all of them could be asked for.
  ClientOrderId bracket(const OrderRequest& entry, const Exits& exits);
  /// Asks for two orders of which what one fills the other loses. Each passes risk by itself.
  void oco(const OrderRequest& one, OrderRequest other);
  /// Asks to close the whole position at market and cancels entries that still work.
  void exit(InstrumentId id, Label tag);
  /// Cancels every entry of `id` that still works.
  void cancel_entries(InstrumentId id);
  /// Asks for the market order that moves the position, market orders under way included, to
  /// `target`. Meant to be asked again at each decision: it does nothing once that is under way.
  void trade_to(InstrumentId id, Quantity target, Label tag);
  /// Asks for the order that moves the position to `weight` of the strategy's part of the equity
  /// at the last price, short where it is negative. Does nothing before there is a price.
  void trade_to_weight(InstrumentId id, double weight, Label tag);

  // --- for the engine ---
  /// Turns to one strategy at one event. Requires an `end` after whatever was asked for.
  void begin(Timestamp now, bool is_warm, Size size) {
    now_ = now;
    is_warm_ = is_warm;
    size_ = size;
    if (desk_.sightings != nullptr) [[unlikely]]
      desk_.sightings->begin();
  }
  /// Forgets what was asked for: it has been handled.
  void end() {
    asks_.clear();
    dropped_ = 0;
  }
  const SeenUnits& units() const { return units_; }
  SeenUnits& units() { return units_; }
  std::span<const Ask> asks() const { return asks_; }
  /// Returns how many asks went beyond what one event may ask.
  std::uint32_t dropped() const { return dropped_; }

 private:
  // In the market's units, in which all of a position is all of it.
  Quantity held(InstrumentId id) const { return desk_.portfolio.position(id).quantity; }
  Price mark(InstrumentId id) const { return desk_.portfolio.position(id).mark; }
  Quantity expected(InstrumentId id) const;
  ClientOrderId place(const OrderRequest& request);
  void keep(std::initializer_list<Seen> values, std::optional<InstrumentId> of);
  void decide();
  void move_to(InstrumentId id, Quantity target, Label tag);
  std::span<const Order> seen_orders() const;
  bool is_entering(InstrumentId id, Side side) const;
  Quantity exits_under_way(InstrumentId id) const;
  void attach(const OrderRequest& entry, ClientOrderId parent, const Exits& exits);
  void push(const Ask& ask);
  Quantity units_worth(InstrumentId id, Money value) const;

  Desk desk_;
  Timestamp now_;
  bool is_warm_ = false;
  Size size_;
  std::vector<Ask> asks_;  ///< Never grows beyond what was reserved.
  std::uint32_t dropped_ = 0;
  std::uint64_t decision_ = 0;
  SeenUnits units_;
  mutable std::vector<Order> seen_orders_;  ///< What `orders` showed last, after a split.
};

}  // namespace tw::strategy
