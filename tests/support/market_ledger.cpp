#include "support/market_ledger.hpp"

#include <algorithm>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/decimal.hpp"
#include "engine/engine.hpp"
#include "sim/sim_venue.hpp"
#include "support/times.hpp"
#include "support/words.hpp"

namespace tw::support {
namespace {

constexpr std::size_t kHistoryBars = 8;

using Thought = std::function<void(strategy::Context&)>;

/// A strategy that thinks what the script says, when a timer tells it to.
class Scripted {
 public:
  using Listens = strategy::Types<TimerFired>;

  Scripted(const Thought& thought, bool is_first) : thought_{&thought}, is_first_{is_first} {}

  int warmup_bars() const { return -1; }
  void on(const TimerFired& /*timer*/, strategy::Context& context) {
    if (is_first_) (*thought_)(context);
  }

 private:
  const Thought* thought_;
  bool is_first_;
};

Date date_of(Words& words) {
  const std::string_view text = words.next("a date");
  const auto parsed = parse_date(text);
  if (!parsed) throw LineError{"'" + std::string{text} + "' is no date"};
  return *parsed;
}

class Market {
 public:
  void play(Words words);
  void check(Words expectations);

 private:
  using Statement = void (Market::*)(Words&);
  static const std::map<std::string_view, Statement>& statements();

  void set_cash(Words& words) { cash_ = words.amount<Money>("cash"); }
  void add_instrument(Words& words);
  void follow_us_practice(Words& /*words*/) { rules_.dividends_lower_orders = true; }
  void pay_fractions(Words& /*words*/) { rules_.pays_fractions = rules_.whole_units = true; }
  void show_bar(Words& words);
  void ask(Words& words);
  void replace(Words& words);
  void exit(Words& words);
  void trade_to(Words& words);
  void split(Words& words);
  void dividend(Words& words);
  void rename(Words& words);
  void delist(Words& words);
  void join(Words& words);
  void leave(Words& words);
  void check_only(Words& /*words*/) {}

  void open();
  InstrumentId take_instrument(Words& words);
  template <class Event>
  void deliver(const Event& event);
  template <class Event>
  void step(const Stamp& stamp, const Event& event);
  void tell(const OrderEvent& event);
  /// Lets the strategy think, which is where all that it sees and asks for happens.
  void think(Thought thought);
  void act(CorporateAction action, Words& words);
  void agree() const;

  std::string figure(std::string_view name, std::string_view of);
  std::string seen_figure(std::string_view name, std::string_view of);
  std::string order_figure(std::string_view name, const Order& order) const;
  ClientOrderId order_of(std::string_view name) const;

  // Settled by the first statement that is not about the account.
  Money cash_;
  sim::SimRules rules_{.can_short = true, .whole_units = false};
  std::vector<Instrument> instruments_;
  std::unique_ptr<sim::SimVenue> venue_;
  std::unique_ptr<engine::Engine<Scripted>> engine_;

  // Moves with every statement.
  Thought thought_;
  Timestamp now_;
  InstrumentId subject_{};
  std::vector<std::string> told_;
  std::vector<portfolio::RoundTrip> closed_;
  std::map<std::string, ClientOrderId, std::less<>> names_;
};

const std::map<std::string_view, Market::Statement>& Market::statements() {
  static const std::map<std::string_view, Statement> all{
      {"cash", &Market::set_cash},
      {"instrument", &Market::add_instrument},
      {"bar", &Market::show_bar},
      {"us_practice", &Market::follow_us_practice},
      {"ask", &Market::ask},
      {"exit", &Market::exit},
      {"replace", &Market::replace},
      {"trade_to", &Market::trade_to},
      {"split", &Market::split},
      {"dividend", &Market::dividend},
      {"rename", &Market::rename},
      {"delist", &Market::delist},
      {"join", &Market::join},
      {"leave", &Market::leave},
      {"pay_fractions", &Market::pay_fractions},
      {"check", &Market::check_only},
  };
  return all;
}

void Market::play(Words words) {
  const std::string_view statement = words.next("a statement");
  const auto found = statements().find(statement);
  if (found == statements().end()) {
    throw LineError{"unknown statement '" + std::string{statement} + "'"};
  }
  constexpr std::string_view kSetup[] = {"cash", "instrument", "us_practice", "pay_fractions"};
  const bool is_setup = std::ranges::find(kSetup, statement) != std::end(kSetup);
  if (is_setup && engine_) throw LineError{"'" + std::string{statement} + "' comes too late"};
  if (!is_setup) open();
  told_.clear();
  closed_.clear();
  (this->*found->second)(words);
  if (!words.done()) throw LineError{"unexpected '" + std::string{words.rest()} + "'"};
  if (engine_) agree();
}

void Market::open() {
  if (engine_) return;
  if (instruments_.empty()) instruments_.push_back({.symbol = "X", .currency = kUsd, .lot = {}});
  venue_ = std::make_unique<sim::SimVenue>(instruments_, rules_, cash_);
  std::vector<engine::Seat<Scripted>> seats;
  for (const Instrument& instrument : instruments_) {
    seats.push_back({.strategy = Scripted{thought_, seats.empty()},
                     .instrument = instrument.id,
                     .history_bars = kHistoryBars});
  }
  engine_ = std::make_unique<engine::Engine<Scripted>>(
      engine::EngineConfig{.instruments = instruments_,
                           .currency = kUsd,
                           .cash = cash_,
                           .limits = {.can_short = true},
                           .dividends_lower_orders = rules_.dividends_lower_orders},
      std::move(seats));
  deliver(Control{Control::Kind::Open});
}

void Market::add_instrument(Words& words) {
  Instrument instrument{.id = InstrumentId{static_cast<std::uint32_t>(instruments_.size())},
                        .symbol = std::string{words.next("a symbol")},
                        .currency = kUsd,
                        .lot = {}};
  if (words.accept("tick")) instrument.tick = words.amount<Price>("a tick");
  instruments_.push_back(std::move(instrument));
}

InstrumentId Market::take_instrument(Words& words) {
  for (const Instrument& instrument : instruments_) {
    if (words.accept(instrument.symbol)) return subject_ = instrument.id;
  }
  if (instruments_.size() != 1) throw LineError{"expected a symbol"};
  return subject_ = InstrumentId{0};
}

template <class Event>
void Market::step(const Stamp& stamp, const Event& event) {
  Commands commands;
  engine_->on(stamp, event, commands);
  if constexpr (std::same_as<Event, OrderEvent>) tell(event);
  constexpr bool books = std::same_as<Event, OrderEvent> || std::same_as<Event, CorporateAction>;
  if constexpr (books) {
    for (const portfolio::RoundTrip& trip : engine_->portfolio().closed()) closed_.push_back(trip);
  }
  if (!commands.empty()) venue_->send(commands, stamp.at);
}

template <class Event>
void Market::deliver(const Event& event) {
  const Stamp stamp{.at = now_};
  const auto step_all = [&](const sim::Reports& reports) {
    for (const Stamped& report : reports) {
      std::visit([&](const auto& one) { step(report.stamp, one); }, report.event);
    }
  };
  sim::Reports reports;
  venue_->observe(stamp, event, reports);
  step_all(reports);
  step(stamp, event);
  do {
    reports.clear();
    venue_->settle(stamp, reports);
    step_all(reports);
  } while (!reports.empty());
}

void Market::tell(const OrderEvent& event) {
  std::string name{"account"};
  for (const auto& [key, id] : names_) {
    if (id == event.order) name = key;
  }
  switch (event.kind) {
    case OrderEvent::Kind::Accepted:
    case OrderEvent::Kind::Triggered:
      return;
    case OrderEvent::Kind::Filled:
      told_.push_back(name + (event.is_last ? ":filled" : ":part"));
      return;
    case OrderEvent::Kind::Rejected:
      told_.push_back(name + ":rejected:" + std::string{to_string(event.reason)});
      return;
    case OrderEvent::Kind::Replaced:
      told_.push_back(name + ":replaced");
      return;
    case OrderEvent::Kind::ReplaceRejected:
      told_.push_back(name + ":not_replaced:" + std::string{to_string(event.reason)});
      return;
    case OrderEvent::Kind::Cancelled:
    case OrderEvent::Kind::Expired:
      told_.push_back(name + ":cancelled:" + std::string{to_string(event.reason)});
      return;
  }
}

void Market::think(Thought thought) {
  thought_ = std::move(thought);
  deliver(TimerFired{});
}

/// One session: it opens at 13:30 UTC and is known at 20:00.
void Market::show_bar(Words& words) {
  Bar bar{.instrument = take_instrument(words), .session = date_of(words)};
  bar.start = bar.session.midnight() + Duration::minutes(13 * 60 + 30);
  bar.end = bar.session.midnight() + Duration::minutes(20 * 60);
  bar.open = words.amount<Price>("an open");
  bar.high = words.amount<Price>("a high");
  bar.low = words.amount<Price>("a low");
  bar.close = words.amount<Price>("a close");
  bar.volume = Volume::whole(1'000'000);
  now_ = bar.end;
  deliver(bar);
}

void Market::ask(Words& words) {
  const std::string name{words.next("an order's name")};
  const std::string_view side = words.next("a side");
  if (side != "buy" && side != "sell") throw LineError{"a side is buy or sell"};
  OrderRequest request{.side = side == "buy" ? Side::Buy : Side::Sell};
  request.size = Size::units(words.amount<Quantity>("a quantity"));
  request.instrument = take_instrument(words);
  if (words.accept("stop")) {
    request.type = OrderType::Stop;
    request.stop = words.amount<Price>("a stop");
  } else if (words.accept("@")) {
    request.type = OrderType::Limit;
    request.limit = words.amount<Price>("a limit");
  }
  request.reduce_only = words.accept("reduce_only");
  think([&](strategy::Context& context) { names_[name] = context.order(request); });
}

void Market::replace(Words& words) {
  const ClientOrderId id = order_of(words.next("an order's name"));
  OrderChange change;
  if (words.accept("quantity")) change.quantity = words.amount<Quantity>("a quantity");
  if (words.accept("stop")) change.stop = words.amount<Price>("a stop");
  if (words.accept("@")) change.limit = words.amount<Price>("a limit");
  think([&](strategy::Context& context) { context.replace(id, change); });
}

void Market::exit(Words& words) {
  const std::string name{words.next("an order's name")};
  const InstrumentId instrument = take_instrument(words);
  think([&](strategy::Context& context) {
    context.exit(instrument, "exit");
    for (const strategy::Ask& one : context.asks()) names_[name] = one.id;
  });
}

void Market::trade_to(Words& words) {
  const std::string name{words.next("an order's name")};
  const InstrumentId instrument = take_instrument(words);
  const Quantity target = words.amount<Quantity>("a quantity");
  think([&](strategy::Context& context) {
    context.trade_to(instrument, target, "target");
    for (const strategy::Ask& one : context.asks()) names_[name] = one.id;
  });
}

void Market::act(CorporateAction action, Words& words) {
  action.ex_date = date_of(words);
  action.currency = kUsd;
  const bool is_last_day = action.kind == CorporateAction::Kind::Delisting;
  now_ = action.ex_date.midnight() + Duration::minutes(is_last_day ? 20 * 60 : 13 * 60 + 30);
  deliver(action);
}

void Market::split(Words& words) {
  CorporateAction action{.instrument = take_instrument(words)};
  const std::string_view ratio = words.next("a ratio");
  const std::size_t colon = ratio.find(':');
  const auto fresh = parse_decimal(ratio.substr(0, colon), 1);
  const auto old = parse_decimal(ratio.substr(colon + 1), 1);
  if (colon == std::string_view::npos || !fresh || !old) {
    throw LineError{"a ratio is new:old, such as 2:1"};
  }
  action.numerator = static_cast<std::int32_t>(fresh->raw);
  action.denominator = static_cast<std::int32_t>(old->raw);
  act(action, words);
}

void Market::dividend(Words& words) {
  CorporateAction action{.instrument = take_instrument(words),
                         .kind = CorporateAction::Kind::CashDividend};
  action.amount = words.amount<Price>("an amount a share");
  act(action, words);
}

void Market::rename(Words& words) {
  CorporateAction action{.instrument = take_instrument(words),
                         .kind = CorporateAction::Kind::SymbolChange};
  action.symbol = words.next("a symbol");
  act(action, words);
}

void Market::delist(Words& words) {
  CorporateAction action{.instrument = take_instrument(words),
                         .kind = CorporateAction::Kind::Delisting};
  action.amount = words.amount<Price>("an amount a share");
  act(action, words);
}

/// A change of the universe is told just before the open of its day.
void Market::join(Words& words) {
  const InstrumentId instrument = take_instrument(words);
  now_ = date_of(words).midnight() + Duration::minutes(13 * 60 + 30) - Duration{1};
  deliver(Control{.kind = Control::Kind::Join, .instrument = instrument});
}

void Market::leave(Words& words) {
  const InstrumentId instrument = take_instrument(words);
  now_ = date_of(words).midnight() + Duration::minutes(13 * 60 + 30) - Duration{1};
  const bool closes = words.accept("close");
  deliver(Control{.kind = closes ? Control::Kind::LeaveAndClose : Control::Kind::Leave,
                  .instrument = instrument});
}

void Market::agree() const {
  const portfolio::Portfolio& ours = engine_->portfolio();
  const sim::SimAccount& theirs = venue_->account();
  if (!ours.balances()) throw LineError{"the books do not balance"};
  if (ours.equity() != theirs.equity() || ours.cash(kUsd) != theirs.cash()) {
    throw LineError{"we have " + to_string(ours.cash(kUsd)) + " and " + to_string(ours.equity()) +
                    " in all, the venue " + to_string(theirs.cash()) + " and " +
                    to_string(theirs.equity())};
  }
  for (const Instrument& instrument : instruments_) {
    if (ours.position(instrument.id).quantity != theirs.position(instrument.id)) {
      throw LineError{"the venue has another position of " + instrument.symbol};
    }
  }
  if (engine_->desk().blotter().live().size() != venue_->resting()) {
    throw LineError{"the venue has other orders than we have"};
  }
  if (engine_->desk().mismatches() != 0) throw LineError{"a report contradicted our orders"};
}

ClientOrderId Market::order_of(std::string_view name) const {
  const auto found = names_.find(name);
  if (found == names_.end()) throw LineError{"no order '" + std::string{name} + "'"};
  return found->second;
}

std::string Market::order_figure(std::string_view name, const Order& order) const {
  if (name == "stop") return to_string(order.request.stop);
  if (name == "limit") return to_string(order.request.limit);
  if (name == "quantity") return to_string(order.quantity);
  if (name == "remaining") return to_string(order.remaining());
  throw LineError{"no figure '" + std::string{name} + "' of an order"};
}

/// Returns what the strategy would read at this moment.
std::string Market::seen_figure(std::string_view name, std::string_view of) {
  std::string text;
  think([&](strategy::Context& context) {
    if (name == "position") text = to_string(context.position(subject_));
    if (name == "entry") text = to_string(context.entry_price(subject_));
    if (!of.empty()) {
      for (const Order& order : context.orders()) {
        if (order.id == order_of(of)) text = order_figure(name, order);
      }
    }
    if (name.starts_with("close_")) {
      const auto ago = static_cast<std::size_t>(name.back() - '0');
      text = to_string(context.history(subject_)[ago].close);
    }
    if (name == "member") text = context.is_member(subject_) ? "1" : "0";
    if (name == "volume") text = to_string(context.history(subject_)[0].volume);
  });
  if (text.empty()) throw LineError{"the strategy sees no '" + std::string{name} + "'"};
  return text;
}

std::string Market::figure(std::string_view name, std::string_view of) {
  constexpr std::string_view kSeen = "seen_";
  if (name.starts_with(kSeen)) return seen_figure(name.substr(kSeen.size()), of);
  const portfolio::Portfolio& books = engine_->portfolio();
  if (name == "cash") return to_string(books.cash(kUsd));
  if (name == "equity") return to_string(books.equity());
  if (name == "realised") return to_string(books.realised());
  if (name == "unrealised") return to_string(books.unrealised());
  if (name == "outside") {
    constexpr auto kReason = static_cast<std::size_t>(risk::Reason::NotInUniverse);
    return std::to_string(engine_->desk().denials()[kReason]);
  }
  if (name == "alive") return std::to_string(engine_->desk().blotter().live().size());
  if (name == "closed") return std::to_string(closed_.size());
  if (name == "position") return to_string(books.position(subject_).quantity);
  if (name == "value") return to_string(books.position(subject_).value);
  if (name == "mark") return to_string(books.position(subject_).mark);
  if (!of.empty()) {
    const Order* const order = engine_->desk().blotter().find(order_of(of));
    if (order == nullptr) throw LineError{"order '" + std::string{of} + "' is not alive"};
    return order_figure(name, *order);
  }
  if (closed_.empty()) throw LineError{"no figure '" + std::string{name} + "'"};
  const portfolio::RoundTrip& trip = closed_.back();
  if (name == "pnl") return to_string(trip.pnl);
  if (name == "entry_quantity") return to_string(trip.entry_quantity);
  if (name == "entry_price") return to_string(trip.entry_price);
  if (name == "exit_quantity") return to_string(trip.quantity);
  if (name == "exit_price") return to_string(trip.exit_price);
  throw LineError{"no figure '" + std::string{name} + "'"};
}

void Market::check(Words expectations) {
  const auto told = told_;
  std::size_t heard = 0;
  while (!expectations.done()) {
    const std::string_view word = expectations.next("an expectation");
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
      const std::string found = heard < told.size() ? told[heard] : "nothing more";
      if (found != word) throw LineError{"the venue told " + found + ", not " + std::string{word}};
      heard += 1;
      continue;
    }
    const std::string_view key = word.substr(0, equals);
    const std::size_t dot = key.find('.');
    const std::string_view of = dot == std::string_view::npos ? "" : key.substr(dot + 1);
    const std::string found = figure(key.substr(0, dot), of);
    const auto a = parse_decimal(word.substr(equals + 1), Money::kScale);
    const auto b = parse_decimal(found, Money::kScale);
    if (!a || a->is_rounded || !b || a->raw != b->raw) {
      throw LineError{std::string{key} + " is " + found + ", expected " +
                      std::string{word.substr(equals + 1)}};
    }
  }
  if (heard != told.size()) throw LineError{"the venue told " + told[heard] + " too"};
}

void play_line(std::string_view line, std::optional<Market>& market) {
  const std::size_t arrow = line.find("->");
  Words statement{line.substr(0, arrow)};
  if (statement.accept("scenario")) {
    market.emplace();
    return;
  }
  if (!market) market.emplace();
  market->play(statement);
  market->check(arrow == std::string_view::npos ? Words{""} : Words{line.substr(arrow + 2)});
}

}  // namespace

std::vector<LedgerFault> play_market_ledger(std::string_view script) {
  std::vector<LedgerFault> faults;
  std::optional<Market> market;
  for (int number = 1; !script.empty(); ++number) {
    const std::size_t end = script.find('\n');
    std::string_view line = script.substr(0, end);
    line = line.substr(0, line.find('#'));
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (Words{line}.done()) continue;
    try {
      play_line(line, market);
    } catch (const LineError& error) {
      faults.push_back({.line = number, .message = error.what()});
    }
  }
  return faults;
}

}  // namespace tw::support
