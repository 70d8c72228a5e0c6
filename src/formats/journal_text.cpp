#include "formats/journal_text.hpp"

#include <utility>
#include <variant>

#include "core/decimal.hpp"
#include "market/session_calendar.hpp"

namespace tw::formats {
namespace {

/// Words of one line, separated by spaces.
class Line {
 public:
  Line& add(std::string_view word) {
    if (!text_.empty()) text_ += ' ';
    text_ += word;
    return *this;
  }
  /// Adds "name value", unless the value is none.
  template <class Amount>
  Line& given(std::string_view name, Amount amount) {
    return amount.raw() == 0 ? *this : add(name).add(to_string(amount));
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

class Describer {
 public:
  explicit Describer(std::span<const JournalInstrument> instruments) : instruments_{instruments} {}

  std::string symbol(InstrumentId id) const {
    for (const JournalInstrument& one : instruments_) {
      if (one.instrument.id == id) return one.instrument.symbol;
    }
    return "instrument-" + std::to_string(index_of(id));
  }
  void operator()(const Quote& quote) {
    line.add(symbol(quote.instrument)).add("bid").add(to_string(quote.bid));
    line.add("x").add(to_string(quote.bid_size)).add("ask").add(to_string(quote.ask));
    line.add("x").add(to_string(quote.ask_size));
  }
  void operator()(const Print& print) {
    line.add(symbol(print.instrument)).add(to_string(print.size)).add("at");
    line.add(to_string(print.price));
  }
  void operator()(const Bar& bar) {
    line.add(symbol(bar.instrument)).add("open").add(to_string(bar.open)).add("high");
    line.add(to_string(bar.high)).add("low").add(to_string(bar.low)).add("close");
    line.add(to_string(bar.close));
  }
  void operator()(const Observation& observation) {
    line.add("series-" + std::to_string(std::to_underlying(observation.series)));
    line.add(std::to_string(observation.value));
  }
  void operator()(const CorporateAction& action) {
    constexpr std::string_view kKinds[] = {"split", "dividend", "rename", "delisting"};
    line.add(symbol(action.instrument)).add(kKinds[std::to_underlying(action.kind)]);
    line.add(to_string(action.ex_date)).given("amount", action.amount);
    if (action.kind == CorporateAction::Kind::Split) {
      line.add(std::to_string(action.numerator) + ":" + std::to_string(action.denominator));
    }
    if (!action.symbol.empty()) line.add(action.symbol.view());
  }
  void operator()(const SessionChange& change) {
    line.add(to_string(change.calendar)).add(to_string(change.session));
    line.add(change.is_open ? "open" : "closed");
  }
  void operator()(const OrderEvent& event) {
    line.add(order_name(event.order)).add(to_string(event.kind));
    line.add(event.side == Side::Buy ? "buy" : "sell").add(symbol(event.instrument));
    line.given("quantity", event.quantity).given("price", event.price);
    line.given("commission", event.commission);
    if (event.reason != OrderReason::None) line.add(to_string(event.reason));
  }
  void operator()(const TimerFired& fired) { line.add(std::to_string(fired.timer)); }
  void operator()(const FeedStatus& status) {
    constexpr std::string_view kKinds[] = {"live", "stale", "gap", "down"};
    line.add(symbol(status.instrument)).add(kKinds[std::to_underlying(status.kind)]);
  }
  void operator()(const CashEvent& event) {
    constexpr std::string_view kKinds[] = {"deposit", "interest", "fee", "dividend", "write_off"};
    line.add(kKinds[std::to_underlying(event.kind)]).add(to_string(event.amount));
    line.add(event.currency.view());
  }
  void operator()(const Control& control) {
    line.add(to_string(control.kind));
    if (control.kind >= Control::Kind::Join) line.add(symbol(control.instrument));
  }
  void operator()(const RecordedChange& recorded) {
    const OrderChange& change = recorded.change;
    line.add(recorded.side == Side::Buy ? "buy" : "sell").add(symbol(recorded.instrument));
    line.given("quantity", change.quantity).given("limit", change.limit);
    line.given("stop", change.stop);
    trail(change.trail);
    line.given("limit_offset", change.limit_offset);
  }
  void operator()(const OrderRequest& request) {
    line.add(request.side == Side::Buy ? "buy" : "sell").add(symbol(request.instrument));
    line.add(to_string(request.type)).add(size_text(request.size));
    line.given("limit", request.limit).given("stop", request.stop);
    trail(request.trail);
    line.given("limit_offset", request.limit_offset);
    line.add(to_string(request.time_in_force));
    if (request.expires_at.unix_ns != 0) line.add(to_string(request.expires_at));
    if (request.reduce_only) line.add("reduce_only");
    if (request.outside_hours) line.add("outside_hours");
    if (request.parent != kNoOrder) line.add("parent").add(order_name(request.parent));
    if (request.group != kNoGroup) {
      line.add("group").add(std::to_string(std::to_underlying(request.group)));
    }
    if (!request.tag.empty()) line.add("tag").add(request.tag.view());
  }
  Line line;

 private:
  void trail(Trail trail) {
    if (trail.is_none()) return;
    line.add("trail").add(trail.is_percent() ? to_string(trail.percent())
                                             : to_string(trail.amount()));
  }
  static std::string size_text(Size size) {
    if (size.is_fraction()) return "fraction " + std::to_string(size.fraction());
    return size.is_as_parent() ? "as_parent" : to_string(size.quantity());
  }

  std::span<const JournalInstrument> instruments_;
};

}  // namespace

RecordedCommand recorded_of(const Command& command) {
  RecordedCommand recorded;
  std::visit([&](const auto& one) { recorded.id = one.id; }, command);
  if (const auto* submit = std::get_if<SubmitOrder>(&command)) recorded.request = *submit->request;
  if (const auto* replace = std::get_if<ReplaceOrder>(&command)) {
    recorded.change = RecordedChange{
        .instrument = replace->instrument, .side = replace->side, .change = *replace->change};
  }
  return recorded;
}

std::string order_name(ClientOrderId id) {
  return std::to_string(std::to_underlying(id) >> 32) + "-" + std::to_string(sequence_of(id));
}

std::string_view to_string(Control::Kind kind) {
  constexpr std::string_view kKinds[] = {"open", "reduce_only", "close",          "flatten",
                                         "join", "leave",       "leave_and_close"};
  static_assert(std::size(kKinds) == std::to_underlying(Control::Kind::LeaveAndClose) + 1);
  return kKinds[std::to_underlying(kind)];
}

std::string_view to_string(OrderEvent::Kind kind) {
  constexpr std::string_view kKinds[] = {"accepted",  "rejected", "triggered", "filled",
                                         "cancelled", "expired",  "replaced",  "replace_rejected"};
  static_assert(std::size(kKinds) == std::to_underlying(OrderEvent::Kind::ReplaceRejected) + 1);
  return kKinds[std::to_underlying(kind)];
}

std::string_view kind_of(const Event& event) {
  constexpr std::string_view kKinds[] = {"quote",  "print",   "bar",    "observation",
                                         "action", "session", "order",  "timer",
                                         "feed",   "cash",    "control"};
  static_assert(std::size(kKinds) == std::variant_size_v<Event>);
  return kKinds[event.index()];
}

std::string describe(const Stamped& event, std::span<const JournalInstrument> instruments) {
  Describer describer{instruments};
  describer.line.add(to_string(event.stamp.at)).add("#" + std::to_string(event.stamp.sequence));
  describer.line.add(kind_of(event.event));
  std::visit(describer, event.event);
  return describer.line.take();
}

std::string describe(const RecordedCommand& command,
                     std::span<const JournalInstrument> instruments) {
  Describer describer{instruments};
  describer.line.add(command.request ? "submit" : command.change ? "replace" : "cancel");
  describer.line.add(order_name(command.id));
  if (command.request) describer(*command.request);
  if (command.change) describer(*command.change);
  return describer.line.take();
}

std::string describe(const JournalCheckpoint& checkpoint) {
  Line line;
  line.add(std::to_string(checkpoint.events)).add("events");
  line.add(std::to_string(checkpoint.commands)).add("commands equity");
  line.add(to_string(checkpoint.equity)).add("cash").add(to_string(checkpoint.cash));
  line.add("realised").add(to_string(checkpoint.realised));
  line.add("orders").add(std::to_string(checkpoint.orders));
  line.add("books").add(checkpoint.books_hash);
  return line.take();
}

}  // namespace tw::formats
