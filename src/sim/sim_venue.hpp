#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/money.hpp"
#include "core/per_instrument.hpp"
#include "events/command.hpp"
#include "events/event.hpp"
#include "market/instrument.hpp"
#include "market/session_cursor.hpp"
#include "sim/bar_fill.hpp"
#include "sim/commission.hpp"
#include "sim/day_trades.hpp"
#include "sim/fill_size.hpp"
#include "sim/halts.hpp"
#include "sim/lot_stack.hpp"
#include "sim/resting_order.hpp"
#include "sim/resting_orders.hpp"
#include "sim/settlement.hpp"
#include "sim/sim_account.hpp"
#include "sim/sim_rules.hpp"
#include "sim/violation.hpp"

namespace tw::sim {

/// What a venue has to say after an observation, in order.
using Reports = std::vector<Stamped>;

/// A broker and its market, simulated: fills resting orders from what the market shows.
///
/// It sees an observation before the strategy does, so an order never fills on the bar that caused
/// it, nor at the open of a bar of another instrument that began before the order was there.
/// In a bar the order of things is fixed and pessimistic: market exits, market entries, stops that
/// protect, targets, entries that rested, orders for the close.
/// A split adjusts resting orders as it does holdings; an order that becomes too small is
/// cancelled. A delisting cancels every order of its instrument, and none is taken any more.
class SimVenue {
 public:
  /// `instruments` is indexed by InstrumentId and must outlive the venue.
  SimVenue(std::span<const Instrument> instruments, const SimRules& rules, Money cash);

  /// The instrument's data carry no volume, so that its participation cannot be capped.
  void ignore_volume(InstrumentId instrument) { has_volume_[instrument] = 0; }

  /// Lending `instrument` costs `annual` of its value, whatever the rules say of others.
  void set_borrow(InstrumentId instrument, Ratio annual);
  /// No more than `quantity` of `instrument` can be borrowed; none at zero.
  void set_located(InstrumentId instrument, Quantity quantity);
  void add_halt(const Halt& halt) { halts_.add(halt); }

  /// Matches what rests against what the market showed; appends what came of it.
  void observe(const Stamp& stamp, const Bar& bar, Reports& reports) {
    if (has_nights_ && (bar.session > session_ || has_calls_)) keep_up(stamp, bar, reports);
    if (working_[bar.instrument] != 0) {
      match_bar(stamp, bar, reports);
    } else if (fills_at_this_close()) {
      remember(bar, budget(bar), budget(bar));
    }
    if (now_ < bar.end) now_ = bar.end;
    account_.mark(bar.instrument, bar.close);
    if (rules_.ruin_ends_run && account_.can_be_ruined() && account_.equity().raw() <= 0) {
      ruin(stamp, bar, reports);
    }
  }
  void observe(const Stamp& stamp, const Quote& quote, Reports& reports);
  void observe(const Stamp& stamp, const Print& print, Reports& reports);
  void observe(const Stamp& stamp, const CorporateAction& action, Reports& reports);
  /// Nothing accrues while history only warms strategies up.
  void observe(const Stamp& /*stamp*/, const Control& control, Reports& /*reports*/) {
    is_open_ = is_open_ || control.kind == Control::Kind::Open;
  }
  template <class Other>
  void observe(const Stamp& /*stamp*/, const Other& /*event*/, Reports& /*reports*/) {}

  /// Takes the commands of one step.
  void send(const Commands& commands, Timestamp at);
  /// Appends what those commands led to at once: acknowledgements, cancels, changes, fills at this
  /// close.
  /// Returns whether there was anything to append: then their answers are settled next.
  bool settle(const Stamp& stamp, Reports& reports) {
    if (!has_news_) return false;
    settle_news(stamp, reports);
    return !reports.empty();
  }

  /// True once equity was gone and everything was closed.
  bool is_ruined() const { return is_ruined_; }
  const SimAccount& account() const { return account_; }
  const SimRules& rules() const { return rules_; }
  /// Returns what the account did against its rules, the first thousand.
  const std::vector<Violation>& violations() const { return violations_; }
  /// Returns how many orders rest or wait for their parents.
  std::size_t resting() const { return resting_.size(); }

 private:
  /// One look at the market by buyers and by sellers, and how much it will trade with us.
  struct Look {
    const Bar* buys;
    const Bar* sells;
    Quantity buys_left;
    Quantity sells_left;
    bool is_bar;
    bool pays_spread;
    Stamp stamp;
    /// Where somebody asks for it: the session, and how the look lies in its regular hours.
    const Session* session = nullptr;
    bool in_hours = true;
    bool ends_session = false;

    const Bar& of(Side side) const { return side == Side::Buy ? *buys : *sells; }
    Quantity& left(Side side) { return side == Side::Buy ? buys_left : sells_left; }
  };

  /// The last bar of an instrument and what its volume still lets us take, for fills at its close.
  struct ShownBar {
    Bar bar;
    Quantity buys_left;
    Quantity sells_left;
  };

  /// What we want of an order that is there: its end, or other terms.
  struct Wish {
    ClientOrderId id = kNoOrder;
    InstrumentId instrument{};  ///< Of a change alone, as its side.
    Side side = Side::Buy;
    std::optional<OrderChange> change = {};  ///< None: it is a cancel.
    Timestamp arrives_at = {};
    Duration delay = {};
  };

  static constexpr Date kNoSession{INT32_MIN};

  bool fills_at_this_close() const { return rules_.fill_timing == FillTiming::ThisClose; }
  void remember(const Bar& bar, Quantity buys_left, Quantity sells_left) {
    shown_[bar.instrument] = {bar, buys_left, sells_left};
  }
  void take_wish(Wish wish);
  void grant_wishes(std::optional<InstrumentId> instrument, const Stamp& stamp, Reports& reports);
  void grant_arrived(const Bar& bar, const Stamp& stamp, Reports& reports);
  void grant(const Wish& wish, const Stamp& stamp, Reports& reports);
  void replace(RestingOrder* order, const Wish& wish, const Stamp& stamp, Reports& reports);
  void settle_news(const Stamp& stamp, Reports& reports);
  void drop_unpaid_arrivals(const Look& look, Reports& reports);
  void acknowledge(RestingOrder& order, const Stamp& stamp, Reports& reports);
  void find_hours(Look& look);
  bool works(const RestingOrder& order, const Look& look) const;
  void end_overdue(const Look& look, Reports& reports);
  void end_passing(const Look& look, Reports& reports);
  void match_on_close(Look& look, Reports& reports);
  void match_bar(const Stamp& stamp, const Bar& bar, Reports& reports);
  void match(Look& look, Reports& reports);
  bool match_market(Look& look, bool at_close, Reports& reports);
  void match_resting(Look& look, bool exits, bool stops, Reports& reports);
  void trail(const Look& look);
  void fill(RestingOrder& order, const BarTouch& touch, Look& look, Reports& reports);
  void book_fill(RestingOrder& order, Quantity quantity, Price price, const BarTouch& touch,
                 const Look& look, Reports& reports);
  void follow_fill(RestingOrder& order, Quantity quantity, const BarTouch& touch, Look& look,
                   Reports& reports);
  Quantity closable(const RestingOrder& order) const;
  Money fee_of_lots(const Instrument& instrument, Quantity quantity, Price price);
  void take_target_at_once(ClientOrderId parent, Look& look, Reports& reports);
  void wake_children(ClientOrderId parent, Quantity filled, Price price, bool sleeps);
  void shrink_siblings(const RestingOrder& filled, Quantity quantity, const Stamp& stamp,
                       Reports& reports);
  void drop_exits_without_position(InstrumentId instrument, const Stamp& stamp, Reports& reports);
  void end(RestingOrder& order, OrderEvent::Kind kind, OrderReason reason, const Stamp& stamp,
           Reports& reports);
  void end_children(ClientOrderId parent, const Stamp& stamp, Reports& reports);
  void trigger(RestingOrder& order, const Look& look, Reports& reports);
  void end_parent(ClientOrderId parent, const Stamp& stamp, Reports& reports);
  void split(const CorporateAction& action, const Stamp& stamp, Reports& reports);
  void lower(const CorporateAction& dividend, const Stamp& stamp, Reports& reports);
  void delist(InstrumentId instrument, const Stamp& stamp, Reports& reports);
  void fill_at_this_close(const Stamp& stamp, Reports& reports);
  void ruin(const Stamp& stamp, const Bar& bar, Reports& reports);
  void finish(RestingOrder& order);
  void sweep();
  void accept(const SubmitOrder& command);
  Price with_costs(const RestingOrder& order, Price price, const Look& look,
                   Quantity quantity) const;
  void begin_session(Date session, const Stamp& stamp, Reports& reports);
  void accrue(int nights, const Stamp& stamp, Reports& reports);
  void keep_up(const Stamp& stamp, const Bar& bar, Reports& reports);
  void keep_rules(Date session);
  void call_margin(Date session, Money equity);
  void reduce(const Stamp& stamp, const Bar& bar, Reports& reports);
  void owe_fraction(InstrumentId instrument);
  void pay_fraction(const Stamp& stamp, const Bar& bar, Reports& reports);
  void note_trade(const RestingOrder& order, Quantity quantity, Price price, Money fee,
                  Date session);
  void note(const Violation& violation);
  FillSize permitted(const RestingOrder& order, FillSize size, Price price, Date session) const;
  void book_cash(CashEvent::Kind kind, Money amount, const Stamp& stamp, Reports& reports);
  bool has_carry() const { return rules_.carry.any() || !borrow_.empty(); }
  Duration next_delay();
  FillSize borrowable(const RestingOrder& order, FillSize size) const;
  Money charge(RestingOrder& order, Quantity quantity, Price price, Date session);
  FillTiming timing_of(const RestingOrder& order, const Look& look) const;
  Quantity budget(const Bar& bar) const;
  void report(const Stamp& stamp, const OrderEvent& event, Reports& reports);
  OrderEvent& report(const Stamp& stamp, const RestingOrder& order, OrderEvent::Kind kind,
                     Timestamp at, Reports& reports);

  // Constant after construction.
  std::span<const Instrument> instruments_;
  SimRules rules_;
  PerInstrument<std::uint8_t> has_volume_;
  std::vector<Ratio> borrow_;      ///< By instrument, where any has a rate of its own.
  std::vector<Quantity> located_;  ///< By instrument, where any is hard to borrow.
  Halts halts_;
  bool has_nights_ = false;

  // What orders have asked for so far: most runs never do, and then nobody looks for it.
  bool has_trailing_ = false;
  bool has_groups_ = false;
  bool has_passing_ = false;          ///< Orders that end by themselves.
  bool needs_session_ = false;        ///< Orders of one session, or for its open.
  std::vector<SessionCursor> hours_;  ///< By instrument.

  // Moves with commands, fills and corporate actions.
  PerInstrument<std::uint8_t> is_delisted_;
  SimAccount account_;
  RestingOrders resting_;
  std::vector<RestingOrders::Place> news_;  ///< Orders that nobody has acknowledged yet.
  /// Orders not done and changes on their way, by instrument: all that most bars read.
  PerInstrument<std::uint32_t> working_;
  PerInstrument<ShownBar> shown_;  ///< For fills at this close, where the timing asks for it.
  PerInstrument<LotStack> lots_;   ///< Where the rules charge each lot; otherwise empty.
  std::vector<Wish> wishes_;       ///< That have arrived.
  std::vector<Wish> sent_wishes_;  ///< That are on their way.
  MonthVolume month_volume_;
  Settlement settlement_;
  DayTrades day_trades_;
  std::vector<Violation> violations_;
  std::vector<Quantity> to_reduce_;  ///< By instrument, where margin is called for.
  std::vector<Quantity> fractions_;  ///< By instrument, where a split left a part of a lot.
  bool has_calls_ = false;           ///< Something of these two is left to be traded at an open.
  Date session_ = kNoSession;        ///< The latest that was seen, where nights matter.
  std::uint64_t messages_ = 0;       ///< That were on their way so far.
  bool is_open_ = false;
  bool has_news_ = false;      ///< Commands that `settle` has not answered.
  Timestamp now_{INT64_MIN};   ///< The latest moment that the market has shown.
  bool has_sleepers_ = false;  ///< An exit works from the next look on.
  std::uint64_t sequence_ = 0;
  std::uint64_t execution_ = 0;
  bool is_ruined_ = false;
};

}  // namespace tw::sim
