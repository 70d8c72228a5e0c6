#include <gtest/gtest.h>
#include <map>

#include "property/engine_flow.hpp"
#include "support/seeds.hpp"

// Laws of the whole engine against the simulated venue, under a strategy that asks for anything.
namespace tw::support {
namespace {

using Engine = engine::Engine<RandomTrader>;

const std::vector<Instrument>& instruments() {
  static const std::vector<Instrument> all{
      {.id = InstrumentId{0}, .symbol = "ONE"},
      {.id = InstrumentId{1}, .symbol = "TWO", .tick = Price::from_raw(1'000'000)},
      {.id = InstrumentId{2}, .symbol = "MES", .multiplier = 5}};
  return all;
}

/// Watches a run from outside and checks every law after every step.
class Auditor {
 public:
  explicit Auditor(const sim::SimVenue& venue) : venue_{venue} {}

  template <class Event>
  void record(const Stamp& stamp, const Event& event, const Commands& commands,
              const Engine& engine) {
    ASSERT_TRUE(engine.portfolio().balances());
    ASSERT_EQ(engine.desk().mismatches(), 0U);
    for (const Command& command : commands) {
      if (const auto* submit = std::get_if<SubmitOrder>(&command)) note(stamp, *submit);
    }
    if constexpr (std::same_as<Event, OrderEvent>) {
      if (event.kind == OrderEvent::Kind::Replaced) replaced(event, engine.desk().blotter());
      audit(event, engine.portfolio());
    }
    if constexpr (std::same_as<Event, Bar>) audit_prices(event);
    if constexpr (std::same_as<Event, CorporateAction>) follow(event);
    if constexpr (std::same_as<Event, Bar> || std::same_as<Event, CorporateAction>) {
      compare_accounts(engine);
    }
    for (const Instrument& instrument : instruments()) {
      held_[index_of(instrument.id)] = engine.portfolio().position(instrument.id).quantity;
    }
    digest_ = SplitMix::mix(digest_ ^ commands.size() ^
                            static_cast<std::uint64_t>(engine.portfolio().equity().raw()));
  }

  /// Checks what must hold once everything has happened.
  void close(const Engine& engine) const {
    const auto live = engine.desk().blotter().live();
    ASSERT_EQ(live.size(), venue_.resting());
    std::size_t alive = 0;
    for (const auto& [id, order] : orders_) {
      const Order* const found = engine.desk().blotter().find(id);
      ASSERT_EQ(order.is_ended, found == nullptr) << "an order was lost";
      ASSERT_EQ(found == nullptr ? order.filled : found->filled, order.filled);
      alive += found == nullptr ? 0 : 1;
    }
    ASSERT_EQ(alive, live.size());
    ASSERT_EQ(commissions_, engine.portfolio().commissions());
    compare_accounts(engine);
  }
  std::uint64_t digest() const { return digest_; }
  std::size_t fills() const { return fills_; }
  std::size_t orders() const { return orders_.size(); }
  std::size_t replacements() const { return replacements_; }

 private:
  struct Watched {
    OrderRequest request;
    Timestamp sent_at;
    Quantity filled;
    bool is_triggered = false;
    bool is_ended = false;
  };

  struct BarFill {
    OrderRequest request;
    bool was_triggered;  ///< In an earlier bar, so that no stop price binds this fill.
    Price price;
    Quantity quantity;
  };

  void note(const Stamp& stamp, const SubmitOrder& submit) {
    const bool is_new = orders_.try_emplace(submit.id, Watched{*submit.request, stamp.at}).second;
    ASSERT_TRUE(is_new) << "an order id was used twice";
  }

  /// A split changes what every live order is for, and a dividend the prices of some.
  void follow(const CorporateAction& action) {
    const bool lowers =
        action.kind == CorporateAction::Kind::CashDividend && venue_.rules().dividends_lower_orders;
    for (auto& [id, order] : orders_) {
      if (order.is_ended || !lowers || !is_lowered_by(action, order.request)) continue;
      order.request =
          after_dividend(order.request, action, instruments()[index_of(action.instrument)].tick);
    }
    if (action.kind != CorporateAction::Kind::Split) return;
    for (auto& [id, order] : orders_) {
      if (order.is_ended || order.request.instrument != action.instrument) continue;
      order.filled = after_split(order.filled, action);
      order.request =
          after_split(order.request, action, instruments()[index_of(action.instrument)].tick);
    }
  }

  void replaced(const OrderEvent& event, const Blotter& blotter) {
    const Order* const order = blotter.find(event.order);
    ASSERT_NE(order, nullptr);
    ASSERT_GT(order->quantity.raw() == 0 ? Quantity::max() : order->quantity, order->filled);
    orders_.at(event.order).request = order->request;
    replacements_ += 1;
  }

  void audit(const OrderEvent& event, const portfolio::Portfolio& account) {
    if (event.kind == OrderEvent::Kind::Filled) {
      fills_ += 1;
      commissions_ += event.commission;
    }
    if (event.order == kNoOrder) return;  // The venue closed a ruined account.
    const auto found = orders_.find(event.order);
    ASSERT_NE(found, orders_.end()) << "a report for an order that never left";
    Watched& order = found->second;
    if (event.reason == OrderReason::OrderEnded) return;  // A change that came too late.
    ASSERT_FALSE(order.is_ended) << "a report after the end";
    if (event.kind == OrderEvent::Kind::Filled) audit_fill(event, order, account);
    if (event.kind == OrderEvent::Kind::Triggered) order.is_triggered = true;
    order.is_ended = event.is_last || event.kind == OrderEvent::Kind::Cancelled ||
                     event.kind == OrderEvent::Kind::Rejected ||
                     event.kind == OrderEvent::Kind::Expired;
  }

  void audit_fill(const OrderEvent& event, Watched& order, const portfolio::Portfolio& account) {
    const OrderRequest& request = order.request;
    order.filled += event.quantity;
    ASSERT_EQ(event.side, request.side);
    ASSERT_GT(event.quantity, Quantity{});
    ASSERT_GE(event.commission, Money{});
    if (request.size.quantity().raw() != 0) {
      ASSERT_LE(order.filled, request.size.quantity());
    }
    // Nothing trades before it was asked for.
    ASSERT_GE(event.event_at, order.sent_at);
    if (request.reduce_only) {
      const Quantity before = held_[index_of(event.instrument)];
      const Quantity after = account.position(event.instrument).quantity;
      ASSERT_LT(magnitude(after), magnitude(before));
      ASSERT_TRUE(after.raw() == 0 || (after.raw() < 0) == (before.raw() < 0));
    }
    fills_on_bar_.push_back({request, order.is_triggered, event.price, event.quantity});
  }

  /// Compares what filled on `bar` with what the bar showed. What filled at the close of a bar that
  /// had already been seen is left alone: only one timing does that, and it says so.
  void audit_prices(const Bar& bar) {
    const sim::SimRules& rules = venue_.rules();
    if (rules.fill_timing == sim::FillTiming::ThisClose) fills_on_bar_.clear();
    Quantity bought;
    Quantity sold;
    for (const auto& [request, was_triggered, price, quantity] : fills_on_bar_) {
      const bool buys = request.side == Side::Buy;
      (buys ? bought : sold) += quantity;
      // Turned so that a higher price is a worse one for either side.
      const auto cost = [&](Price paid) { return buys ? paid : -paid; };
      const bool has_limit =
          request.type == OrderType::Limit || request.type == OrderType::StopLimit;
      if (has_limit) {
        ASSERT_LE(cost(price), cost(request.limit));
      }
      if (request.type == OrderType::Limit) {
        ASSERT_LE(cost(price), cost(bar.open));
      }
      if (request.type == OrderType::Stop) {
        if (!was_triggered) {
          ASSERT_GE(cost(price), cost(request.stop));
        }
        ASSERT_GE(cost(price), cost(bar.open)) << "a gap was filled at the stop";
      }
      if (request.type == OrderType::Market) {
        if (rules.fill_timing == sim::FillTiming::NextOpen) {
          ASSERT_GE(cost(price), cost(bar.open));
        }
        if (rules.fill_timing == sim::FillTiming::NextClose) {
          ASSERT_GE(cost(price), cost(bar.close));
        }
      }
      const Price slack =
          portion(bar.high, rules.spread.rate, Rounding::Up) + Price::from_raw(1'000'000);
      ASSERT_GE(price + slack, bar.low);
      ASSERT_LE(price, bar.high + slack);
    }
    if (rules.participation.raw() != 0) {
      const auto volume =
          Quantity::from_raw(bar.volume.raw() * (Quantity::kScale / Volume::kScale));
      const Quantity cap = portion(volume, rules.participation, Rounding::Down);
      ASSERT_LE(bought, cap);
      ASSERT_LE(sold, cap);
    }
    fills_on_bar_.clear();
  }

  /// All reports so far have been stepped through when the market's own event is recorded.
  void compare_accounts(const Engine& engine) const {
    const portfolio::Portfolio& ours = engine.portfolio();
    const sim::SimAccount& theirs = venue_.account();
    ASSERT_EQ(ours.cash(kUsd), theirs.cash());
    for (const Instrument& instrument : instruments()) {
      ASSERT_EQ(ours.position(instrument.id).quantity, theirs.position(instrument.id));
      ASSERT_EQ(ours.position(instrument.id).mark, theirs.mark_of(instrument.id));
    }
    ASSERT_EQ(ours.equity(), theirs.equity());
  }

  const sim::SimVenue& venue_;
  std::map<ClientOrderId, Watched> orders_;
  std::array<Quantity, 3> held_{};
  std::vector<BarFill> fills_on_bar_;  ///< Since the last bar.
  Money commissions_;
  std::size_t fills_ = 0;
  std::size_t replacements_ = 0;
  std::uint64_t digest_ = 0;
};

struct Outcome {
  std::uint64_t digest = 0;
  std::size_t fills = 0;
  std::size_t orders = 0;
  std::size_t replacements = 0;
};

Outcome play_market(std::uint64_t seed) {
  const Market market = random_market(seed, instruments());
  sim::SimVenue venue{instruments(), market.rules, market.cash};
  std::vector<engine::Seat<RandomTrader>> seats;
  for (const Instrument& instrument : instruments()) {
    const std::uint64_t own_seed = seed * 31 + index_of(instrument.id);
    const InstrumentId other = instruments()[(index_of(instrument.id) + 1) % 3].id;
    seats.push_back({.strategy = {instrument.id, other, own_seed}, .instrument = instrument.id});
    seats.back().size = seed % 3 == 0 ? Size::fraction(0.3) : Size::units(Quantity::whole(20));
  }
  Engine engine{{.instruments = instruments(),
                 .currency = kUsd,
                 .cash = market.cash,
                 .limits = market.limits,
                 .sizing = {.at_decision = market.rules.size_at == sim::SizeAt::Decision,
                            .margin = market.rules.margin},
                 .dividends_lower_orders = market.rules.dividends_lower_orders},
                std::move(seats)};
  PreparedInbox inbox{market.events};
  Auditor auditor{venue};
  engine::run(inbox, venue, auditor, engine);
  auditor.close(engine);
  return {auditor.digest(), auditor.fills(), auditor.orders(), auditor.replacements()};
}

TEST(EngineLaws, OurBooksAndTheVenuesAgreeAndNoOrderIsLost) {
  std::size_t fills = 0;
  std::size_t orders = 0;
  std::size_t replacements = 0;
  for_each_seed([&](std::uint64_t seed) {
    const Outcome outcome = play_market(seed);
    fills += outcome.fills;
    orders += outcome.orders;
    replacements += outcome.replacements;
  });

  EXPECT_GT(fills, 10U * static_cast<unsigned>(property_seeds())) << "the flow is too thin";
  EXPECT_GT(orders, fills / 2);
  EXPECT_GT(replacements, static_cast<unsigned>(property_seeds()));
}

TEST(EngineLaws, TheSameSeedGivesTheSameRun) {
  for_each_seed(
      [](std::uint64_t seed) { ASSERT_EQ(play_market(seed).digest, play_market(seed).digest); });
}

}  // namespace
}  // namespace tw::support
