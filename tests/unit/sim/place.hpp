#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/decimal.hpp"
#include "risk/risk_engine.hpp"
#include "sim/sim_venue.hpp"
#include "support/words.hpp"

namespace tw::sim {

inline constexpr InstrumentId kStock{0};
inline constexpr InstrumentId kOther{1};
inline constexpr InstrumentId kFuture{2};  ///< Times 50.
inline constexpr InstrumentId kCoin{3};    ///< Trades in fractions, where the rules let it.
inline constexpr InstrumentId kCrypto{4};  ///< Keeps no exchange's hours.

inline Price price(std::string_view text) { return parse<Price>(text).value(); }
inline Money money(std::string_view text) { return parse<Money>(text).value(); }
inline Quantity units(std::string_view text) { return parse<Quantity>(text).value(); }
inline Ratio ratio(std::string_view text) { return parse<Ratio>(text).value(); }

inline OrderRequest order(Side side, std::string_view quantity, InstrumentId instrument = kStock) {
  return {.instrument = instrument, .side = side, .size = Size::units(units(quantity))};
}
inline OrderRequest buy(std::string_view quantity, InstrumentId instrument = kStock) {
  return order(Side::Buy, quantity, instrument);
}
inline OrderRequest sell(std::string_view quantity, InstrumentId instrument = kStock) {
  return order(Side::Sell, quantity, instrument);
}
inline OrderRequest exit_of(std::string_view quantity, InstrumentId instrument = kStock) {
  OrderRequest request = sell(quantity, instrument);
  request.reduce_only = true;
  return request;
}
inline OrderRequest limit(OrderRequest request, std::string_view at) {
  request.type = request.type == OrderType::Stop ? OrderType::StopLimit : OrderType::Limit;
  request.limit = price(at);
  return request;
}
inline OrderRequest stop(OrderRequest request, std::string_view at) {
  request.type = OrderType::Stop;
  request.stop = price(at);
  return request;
}
/// A trailing stop: "2" is an amount, "5%" a part of the price.
inline OrderRequest trailing(OrderRequest request, std::string_view distance) {
  request.type = OrderType::TrailingStop;
  const bool is_part = distance.ends_with('%');
  if (is_part) distance.remove_suffix(1);
  request.trail = is_part ? Trail::percent(Ratio::from_raw(ratio(distance).raw() / 100))
                          : Trail::amount(price(distance));
  return request;
}
/// With a limit so far beyond its stop.
inline OrderRequest with_offset(OrderRequest request, std::string_view offset) {
  request.type = OrderType::TrailingStopLimit;
  request.limit_offset = price(offset);
  return request;
}
inline OrderRequest day(OrderRequest request) {
  request.time_in_force = TimeInForce::Day;
  return request;
}
/// An exit of whatever its entry fills.
inline OrderRequest attached(Side side) {
  return {.side = side, .reduce_only = true, .size = Size::as_parent()};
}

/// A simulated venue with a clock of minutes, told in short sentences.
///
/// Orders are named A, B, C in the order in which they were sent. What the venue reports reads
/// "A filled 10 @ 9.5", "A part 4 @ 9.5" while something is left, "B cancelled sibling_filled";
/// sentences are joined by "; ", and acknowledgements are left out.
class Place {
 public:
  explicit Place(const SimRules& rules, Money cash = Money::whole(100'000))
      : venue{instruments_, rules, cash} {
    gate_.set_state(risk::TradingState::Open);
    for (const Instrument& instrument : instruments_) {
      longs_.mark(instrument.id, Price::whole(1));
      shorts_.mark(instrument.id, Price::whole(1));
      hold(longs_, instrument.id, Side::Buy);
      hold(shorts_, instrument.id, Side::Sell);
    }
  }

  /// Sends orders of one step; a child names its parent by `parent`, the first of the step by
  /// default. Returns what the venue says at once.
  std::string send(std::vector<OrderRequest> requests) {
    Commands commands;
    ClientOrderId first = kNoOrder;
    for (OrderRequest& request : requests) {
      const ClientOrderId id = blotter_.next_id();
      if (first == kNoOrder) first = id;
      if (request.size.is_as_parent() && request.parent == kNoOrder) request.parent = first;
      const auto approved = approve(request);
      blotter_.book(id, approved, {});
      commands.push_back(SubmitOrder{id, approved});
    }
    venue.send(commands, now);
    return settle();
  }
  std::string cancel(char name) {
    venue.send({CancelOrder{id_of(name)}}, now);
    return settle();
  }
  /// Gives an order other terms. The gate lets them through, so that the venue can refuse them.
  std::string replace(char name, const OrderChange& change) {
    const ClientOrderId id = id_of(name);
    const OrderRequest& request = blotter_.find(id)->request;
    (void)blotter_.apply({.order = id, .instrument = request.instrument});
    const portfolio::Portfolio& account = request.side == Side::Sell ? longs_ : shorts_;
    const auto approved = gate_.check(
        id, change,
        {.instruments = instruments_, .portfolio = account, .blotter = blotter_, .now = now});
    venue.send({ReplaceOrder{id, request.instrument, request.side, approved.value()}}, now);
    return settle();
  }
  static ClientOrderId id_of(char name) {
    return make_client_order_id(1, static_cast<std::uint32_t>(name - 'A' + 1));
  }

  /// Shows one minute: "open high low close", with a volume if one is given.
  std::string bar(std::string_view prices, InstrumentId instrument = kStock) {
    const Timestamp start = now;
    now = now + Duration::minutes(1);
    return show(bar_of(prices, instrument, start));
  }
  /// Shows the minute that the last bar showed, of another instrument.
  std::string same_bar(std::string_view prices, InstrumentId instrument) {
    return show(bar_of(prices, instrument, now - Duration::minutes(1)));
  }
  void next_session() { now = (Date::of(now) + 1).midnight(); }

  static Bar bar_of(std::string_view prices, InstrumentId instrument, Timestamp start) {
    support::Words words{prices};
    Bar bar{.instrument = instrument,
            .session = Date::of(start),
            .start = start,
            .end = start + Duration::minutes(1),
            .open = words.amount<Price>("open"),
            .high = words.amount<Price>("high"),
            .low = words.amount<Price>("low"),
            .close = words.amount<Price>("close"),
            .volume = Volume::whole(1'000'000)};
    if (!words.done()) bar.volume = words.amount<Volume>("volume");
    return bar;
  }

  template <class Event>
  std::string show(const Event& event) {
    Reports reports;
    venue.observe(stamp(), event, reports);
    std::string story = tell(reports);
    const std::string more = settle();
    return story.empty() || more.empty() ? story + more : story + "; " + more;
  }

 private:
  static constexpr std::int64_t kPlenty = 1'000'000;

  static void hold(portfolio::Portfolio& account, InstrumentId instrument, Side side) {
    account.apply(portfolio::Fill{.instrument = instrument,
                                  .side = side,
                                  .quantity = Quantity::whole(kPlenty),
                                  .price = Price::whole(1)});
  }
  /// The gate lets everything through: an exit sees a position that it can reduce.
  Approved<OrderRequest> approve(const OrderRequest& request) {
    const portfolio::Portfolio& account = request.side == Side::Sell ? longs_ : shorts_;
    return gate_
        .check(request, Quantity::whole(1),
               {.instruments = instruments_, .portfolio = account, .blotter = blotter_, .now = now})
        .value();
  }
  Stamp stamp() const { return {.at = now}; }

  std::string settle() {
    Reports reports;
    venue.settle(stamp(), reports);
    return tell(reports);
  }

  std::string tell(const Reports& reports) {
    std::string story;
    for (const Stamped& report : reports) {
      const std::string sentence = sentence_of(report.event);
      if (sentence.empty()) continue;
      story += story.empty() ? sentence : "; " + sentence;
    }
    return story;
  }
  std::string sentence_of(const Event& event) {
    if (const auto* cash = std::get_if<CashEvent>(&event)) return "cash " + to_string(cash->amount);
    if (std::holds_alternative<Control>(event)) return "closed";
    const auto& report = std::get<OrderEvent>(event);
    last_report = report;
    const std::string name =
        report.order == kNoOrder
            ? "account"
            : std::string{static_cast<char>('A' + sequence_of(report.order) - 1)};
    const std::string reason = " " + std::string{to_string(report.reason)};
    switch (report.kind) {
      case OrderEvent::Kind::Accepted:
        return "";
      case OrderEvent::Kind::Rejected:
        return name + " rejected" + reason;
      case OrderEvent::Kind::Triggered:
        return name + " triggered";
      case OrderEvent::Kind::Cancelled:
        return name + " cancelled" + reason;
      case OrderEvent::Kind::Expired:
        return name + " expired" + reason;
      case OrderEvent::Kind::Replaced:
        return name + " replaced";
      case OrderEvent::Kind::ReplaceRejected:
        return name + " not_replaced" + reason;
      case OrderEvent::Kind::Filled:
        break;
    }
    return name + (report.is_last ? " filled " : " part ") + to_string(report.quantity) + " @ " +
           to_string(report.price) +
           (report.commission.raw() != 0 ? " fee " + to_string(report.commission) : "");
  }

  std::vector<Instrument> instruments_{
      {.id = kStock, .symbol = "STOCK"},
      {.id = kOther, .symbol = "OTHER", .tick = price("0.01")},
      {.id = kFuture, .symbol = "ES", .multiplier = 50},
      {.id = kCoin, .symbol = "COIN", .lot = {}},
      {.id = kCrypto, .symbol = "CRYPTO", .calendar = CalendarKind::AlwaysOpen},
  };
  portfolio::Portfolio longs_{instruments_, kUsd, {}};
  portfolio::Portfolio shorts_{instruments_, kUsd, {}};
  Blotter blotter_{1, instruments_.size()};
  risk::RiskEngine gate_{{.can_short = true, .allow_stop_through_market = true}};

 public:
  SimVenue venue;
  Timestamp now = Timestamp::from_seconds(1'600'041'600);  ///< A midnight.
  OrderEvent last_report;
};

}  // namespace tw::sim
