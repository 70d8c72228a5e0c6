#pragma once

#include <algorithm>
#include <iterator>
#include <vector>

#include "engine/engine.hpp"
#include "engine/run.hpp"
#include "property/portfolio_flow.hpp"
#include "sim/sim_venue.hpp"

namespace tw::support {

/// Asks for anything that a strategy can ask for, at random, now and then of another instrument.
class RandomTrader {
 public:
  using Listens = strategy::Types<Bar, OrderEvent>;

  RandomTrader(InstrumentId instrument, InstrumentId other, std::uint64_t seed)
      : instrument_{instrument}, other_{other}, dice_{seed} {}

  int warmup_bars() const { return 0; }
  void on(const Bar& bar, strategy::Context& context) {
    for (std::int64_t asks = dice_.between(0, 2); asks > 0; --asks) ask(bar.close, context);
  }
  /// A fill is sometimes answered at once.
  void on(const OrderEvent& event, strategy::Context& context) {
    if (event.kind == OrderEvent::Kind::Filled && dice_.chance(20)) ask(event.price, context);
  }

 private:
  void ask(Price price, strategy::Context& context) {
    const Side side = dice_.chance(50) ? Side::Buy : Side::Sell;
    switch (dice_.between(0, 12)) {
      case 0:
        return context.enter(instrument_, side, "enter", exits_around(price, side));
      case 1:
        return context.exit(instrument_, "exit");
      case 2:
        return context.trade_to(instrument_, Quantity::whole(dice_.between(-40, 40)), "target");
      case 3:
        return cancel_one(context);
      case 4:
        return context.trade_to(other_, Quantity::whole(dice_.between(-9, 9)), "other");
      case 5:
      case 6:
        return replace_one(price, context);
      default:
        context.order(any_order(price, side));
    }
  }
  OrderRequest any_order(Price price, Side side) {
    OrderRequest request{.instrument = instrument_, .side = side, .tag = "any"};
    request.type = static_cast<OrderType>(dice_.between(0, 3));
    request.time_in_force = dice_.chance(30) ? TimeInForce::Day : TimeInForce::Gtc;
    request.reduce_only = dice_.chance(25);
    request.size = Size::units(Quantity::whole(dice_.between(1, 60)));
    if (has_limit(request.type)) request.limit = near(price);
    if (is_stop(request.type)) request.stop = near(price);
    return request;
  }
  strategy::Exits exits_around(Price price, Side side) {
    const Price distance = Price::from_raw(price.raw() / 100 * dice_.between(1, 4));
    const bool buys = side == Side::Buy;
    return {.stop = dice_.chance(80) ? (buys ? price - distance : price + distance) : Price{},
            .target = dice_.chance(80) ? (buys ? price + distance : price - distance) : Price{}};
  }
  Price near(Price price) { return Price::from_raw(price.raw() / 1000 * dice_.between(970, 1030)); }
  const Order* any_of(std::span<const Order> orders) {
    if (orders.empty()) return nullptr;
    return &orders[static_cast<std::size_t>(
        dice_.between(0, static_cast<std::int64_t>(orders.size()) - 1))];
  }
  void cancel_one(strategy::Context& context) {
    if (const Order* order = any_of(context.orders())) context.cancel(order->id);
  }
  /// Mostly what the order can be changed to, now and then what it cannot.
  void replace_one(Price price, strategy::Context& context) {
    const Order* order = any_of(context.orders());
    if (order == nullptr) return;
    OrderChange change;
    if (dice_.chance(50)) change.quantity = Quantity::whole(dice_.between(1, 60));
    if (has_limit(order->request.type) || dice_.chance(2)) change.limit = near(price);
    if (is_stop(order->request.type) && dice_.chance(70)) change.stop = near(price);
    context.replace(order->id, change);
  }

  InstrumentId instrument_;
  InstrumentId other_;
  Dice dice_;
};

/// Everything a seed decides: the market's rules, the account's limits, and what happens.
struct Market {
  sim::SimRules rules;
  risk::Limits limits;
  Money cash;
  std::vector<Stamped> events;
};

inline sim::SimRules random_rules(Dice& dice) {
  sim::SimRules rules;
  rules.fill_timing = static_cast<sim::FillTiming>(dice.between(0, 3));
  rules.commission.fixed = Money::from_raw(dice.between(0, 3) * 33'333'333);
  rules.commission.percent = Ratio::from_raw(dice.between(0, 3) * 77'777);
  rules.spread.rate = Ratio::from_raw(dice.between(0, 2) * 50'001);
  rules.spread.entries_only = dice.chance(50);
  rules.participation = dice.chance(50) ? Ratio::from_raw(10'000'000) : Ratio{};
  rules.limit_needs_trade_through = dice.chance(50);
  rules.exits_work_in_fill_bar = dice.chance(50);
  rules.trims_to_funds = dice.chance(50);
  rules.can_short = dice.chance(70);
  rules.margin = dice.chance(50) ? Ratio::whole(1) : Ratio::from_raw(20'000'000);
  rules.size_at = dice.chance(50) ? sim::SizeAt::Fill : sim::SizeAt::Decision;
  rules.dividends_lower_orders = dice.chance(50);
  if (rules.fill_timing != sim::FillTiming::ThisClose && dice.chance(30)) {
    rules.latency = {.kind = sim::LatencyModel::Kind::Uniform,
                     .low = Duration::seconds(1),
                     .high = Duration::seconds(90)};
  }
  return rules;
}

inline Bar random_bar(Dice& dice, InstrumentId instrument, Price last, Timestamp end) {
  const auto moved = [&](Price from) {
    return to_tick(Price::from_raw(from.raw() / 1000 * dice.between(980, 1020)),
                   Price::from_raw(1'000'000), Rounding::HalfEven);
  };
  Bar bar{.instrument = instrument, .session = Date::of(end), .end = end};
  bar.start = end - Duration::minutes(1);
  bar.open = moved(last);
  bar.close = moved(bar.open);
  bar.high = std::max({bar.open, bar.close, moved(bar.open)});
  bar.low = std::min({bar.open, bar.close, moved(bar.open)});
  bar.volume = Volume::whole(dice.between(0, 1000));
  return bar;
}

inline Market random_market(std::uint64_t seed, std::span<const Instrument> instruments) {
  Dice dice{seed};
  Market market{
      .rules = random_rules(dice), .limits = {}, .cash = Money::whole(20'000), .events = {}};
  market.limits.can_short = market.rules.can_short;
  if (dice.chance(30)) market.limits.max_order_quantity = Quantity::whole(50);
  if (dice.chance(30)) market.limits.max_gross_exposure = Ratio::whole(2);

  Timestamp now = Timestamp::from_seconds(1'600'000'000);
  const auto add = [&](const Event& event) {
    market.events.push_back(
        {.stamp = {.at = now, .sequence = market.events.size() + 1}, .event = event});
  };
  add(Control{Control::Kind::Open});
  std::vector<Price> last(instruments.size(), Price::whole(100));
  std::vector<bool> is_gone(instruments.size());
  for (std::int64_t bars = dice.between(20, 120); bars > 0; --bars) {
    now = now + (dice.chance(5) ? Duration::days(1) : Duration::minutes(1));
    for (const Instrument& instrument : instruments) {
      const std::size_t index = index_of(instrument.id);
      if (is_gone[index]) continue;
      const Bar bar = random_bar(dice, instrument.id, last[index], now);
      last[index] = bar.close;
      add(bar);
    }
    const InstrumentId any{static_cast<std::uint32_t>(
        dice.between(0, static_cast<std::int64_t>(instruments.size()) - 1))};
    if (dice.chance(3)) {
      constexpr std::array<std::array<std::int32_t, 2>, 3> kRatios{{{2, 1}, {3, 2}, {1, 7}}};
      const auto [numerator, denominator] = kRatios[static_cast<std::size_t>(dice.between(0, 2))];
      add(CorporateAction{.instrument = any,
                          .ex_date = Date::of(now),
                          .numerator = numerator,
                          .denominator = denominator});
      last[index_of(any)] =
          after_split(last[index_of(any)], std::get<CorporateAction>(market.events.back().event));
    }
    if (dice.chance(3)) {
      add(CorporateAction{.instrument = any,
                          .kind = CorporateAction::Kind::CashDividend,
                          .ex_date = Date::of(now),
                          .amount = Price::from_raw(dice.between(1, 50'000'000))});
    }
    if (dice.chance(1)) {
      add(CorporateAction{.instrument = any,
                          .kind = CorporateAction::Kind::SymbolChange,
                          .ex_date = Date::of(now),
                          .symbol = "NEW"});
    }
    if (dice.chance(1) && !is_gone[index_of(any)]) {
      add(CorporateAction{.instrument = any,
                          .kind = CorporateAction::Kind::Delisting,
                          .ex_date = Date::of(now),
                          .amount = Price::from_raw(dice.between(0, 120) * Price::kScale)});
      is_gone[index_of(any)] = true;
    }
    if (dice.chance(2)) add(Control{Control::Kind::Flatten});
    if (dice.chance(2)) add(Control{Control::Kind::Open});
  }
  return market;
}

/// Hands out prepared events, typed.
class PreparedInbox {
 public:
  explicit PreparedInbox(std::span<const Stamped> events) : events_{events} {}

  template <class Deliver>
  bool next(Deliver&& deliver) {
    if (events_.empty()) return false;
    const Stamped& event = events_.front();
    std::visit([&](const auto& value) { deliver(event.stamp, value); }, event.event);
    events_ = events_.subspan(1);
    return true;
  }

 private:
  std::span<const Stamped> events_;
};

}  // namespace tw::support
