#include "support/ledger.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "core/decimal.hpp"
#include "orders/blotter.hpp"
#include "portfolio/portfolio.hpp"
#include "risk/risk_engine.hpp"
#include "support/words.hpp"

namespace tw::support {
namespace {

using portfolio::CurrencyBook;
using portfolio::Portfolio;

std::int32_t small_number(std::string_view text) {
  const auto number = parse_decimal(text, 1);
  if (!number || number->is_rounded || number->raw <= 0 || number->raw > INT32_MAX) {
    throw LineError{"'" + std::string{text} + "' is no whole number above zero"};
  }
  return static_cast<std::int32_t>(number->raw);
}

Side side_of(std::string_view word) {
  if (word == "buy") return Side::Buy;
  if (word == "sell") return Side::Sell;
  throw LineError{"expected buy or sell, not '" + std::string{word} + "'"};
}

/// One scenario: an account, its orders, and what the last statement came to.
class Scenario {
 public:
  void play(Words words);
  void check(Words expectations);

 private:
  using Statement = void (Scenario::*)(Words&);
  static const std::map<std::string_view, Statement>& statements();

  // Statements about the account, allowed before the first other one.
  void set_base(Words& words) { base_ = Currency{setup(words)}; }
  void set_lots(Words& words);
  void set_cash(Words& words);
  void add_instrument(Words& words);
  std::string_view setup(Words& words);

  // Statements about what happens.
  void trade(Words& words);
  void mark(Words& words);
  void split(Words& words);
  void dividend(Words& words);
  void book_cash(Words& words);
  void convert(Words& words);
  void set_rate(Words& words);
  void set_limit(Words& words);
  void set_trading(Words& words);
  void submit(Words& words);
  void cancel(Words& words);
  void replace(Words& words);
  void report(Words& words);
  void check_only(Words& /*words*/) {}

  void open();
  InstrumentId take_instrument(Words& words);
  InstrumentId instrument_of(std::string_view symbol) const;
  Currency take_currency(Words& words);
  OrderEvent event_of(OrderEvent::Kind kind, ClientOrderId id, Words& words);
  const CurrencyBook& book_of(std::string_view currency) const;
  std::string figure(std::string_view name, std::string_view of) const;

  // Settled by the first statement that is not about the account.
  Currency base_;
  Money cash_;
  Portfolio::LotOrder lot_order_ = Portfolio::LotOrder::Fifo;
  risk::Limits limits_{.can_short = true};
  std::vector<Instrument> instruments_;
  std::unique_ptr<Portfolio> portfolio_;
  std::unique_ptr<Blotter> blotter_;
  std::unique_ptr<risk::RiskEngine> risk_;

  // Moves with every statement.
  std::string_view statement_;
  InstrumentId subject_{};
  std::string outcome_;
  Order order_;
  std::map<std::string, ClientOrderId, std::less<>> names_;
};

const std::map<std::string_view, Scenario::Statement>& Scenario::statements() {
  static const std::map<std::string_view, Statement> all{
      {"base", &Scenario::set_base},       {"lots", &Scenario::set_lots},
      {"cash", &Scenario::set_cash},       {"instrument", &Scenario::add_instrument},
      {"buy", &Scenario::trade},           {"sell", &Scenario::trade},
      {"mark", &Scenario::mark},           {"split", &Scenario::split},
      {"dividend", &Scenario::dividend},   {"deposit", &Scenario::book_cash},
      {"interest", &Scenario::book_cash},  {"charge", &Scenario::book_cash},
      {"write_off", &Scenario::book_cash}, {"convert", &Scenario::convert},
      {"rate", &Scenario::set_rate},       {"limit", &Scenario::set_limit},
      {"trading", &Scenario::set_trading}, {"submit", &Scenario::submit},
      {"cancel", &Scenario::cancel},       {"ack", &Scenario::report},
      {"replace", &Scenario::replace},     {"replaced", &Scenario::report},
      {"not_replaced", &Scenario::report}, {"trigger", &Scenario::report},
      {"reject", &Scenario::report},       {"fill", &Scenario::report},
      {"cancelled", &Scenario::report},    {"expire", &Scenario::report},
      {"check", &Scenario::check_only},
  };
  return all;
}

void Scenario::play(Words words) {
  statement_ = words.next("a statement");
  const auto found = statements().find(statement_);
  if (found == statements().end()) {
    throw LineError{"unknown statement '" + std::string{statement_} + "'"};
  }
  const bool is_setup = statement_ == "base" || statement_ == "lots" || statement_ == "cash" ||
                        statement_ == "instrument" || statement_ == "limit";
  if (!is_setup) open();
  outcome_.clear();
  (this->*found->second)(words);
  if (!words.done()) throw LineError{"unexpected '" + std::string{words.rest()} + "'"};
  if (portfolio_ && !portfolio_->balances()) throw LineError{"the books do not balance"};
}

std::string_view Scenario::setup(Words& words) {
  if (portfolio_) throw LineError{"'" + std::string{statement_} + "' comes too late"};
  return words.next(statement_);
}

void Scenario::set_lots(Words& words) {
  const std::string_view order = setup(words);
  if (order != "fifo" && order != "lifo") throw LineError{"lots are fifo or lifo"};
  lot_order_ = order == "lifo" ? Portfolio::LotOrder::Lifo : Portfolio::LotOrder::Fifo;
}

void Scenario::set_cash(Words& words) {
  Words amount{setup(words)};
  cash_ = amount.amount<Money>("cash");
}

void Scenario::add_instrument(Words& words) {
  Instrument instrument{.id = InstrumentId{static_cast<std::uint32_t>(instruments_.size())},
                        .symbol = std::string{setup(words)},
                        .currency = base_,
                        .lot = {}};
  if (!words.done() && words.peek() != "multiplier") instrument.currency = take_currency(words);
  if (words.accept("multiplier")) instrument.multiplier = small_number(words.next("a multiplier"));
  instruments_.push_back(std::move(instrument));
}

void Scenario::open() {
  if (portfolio_) return;
  if (instruments_.empty()) instruments_.push_back({.symbol = "X", .currency = base_, .lot = {}});
  portfolio_ = std::make_unique<Portfolio>(instruments_, base_, cash_, lot_order_);
  blotter_ = std::make_unique<Blotter>(1, instruments_.size());
  risk_ = std::make_unique<risk::RiskEngine>(limits_);
  risk_->set_state(risk::TradingState::Open);
}

InstrumentId Scenario::instrument_of(std::string_view symbol) const {
  for (const Instrument& instrument : instruments_) {
    if (instrument.symbol == symbol) return instrument.id;
  }
  throw LineError{"no instrument '" + std::string{symbol} + "'"};
}

/// Takes a symbol where one stands; a script with one instrument may leave it out.
InstrumentId Scenario::take_instrument(Words& words) {
  const std::string_view word = words.peek();
  const bool is_symbol = !word.empty() && word.front() >= 'A' && word.front() <= 'Z';
  if (!is_symbol && instruments_.size() != 1) throw LineError{"expected a symbol"};
  subject_ = is_symbol ? instrument_of(words.next("a symbol")) : InstrumentId{0};
  return subject_;
}

Currency Scenario::take_currency(Words& words) {
  if (words.done()) return base_;
  const std::string_view code = words.next("a currency");
  if (code.size() != 3) throw LineError{"'" + std::string{code} + "' is no currency"};
  return Currency{code};
}

void Scenario::trade(Words& words) {
  portfolio::Fill fill{.side = side_of(statement_)};
  fill.quantity = words.amount<Quantity>("a quantity");
  fill.instrument = take_instrument(words);
  words.expect("@");
  fill.price = words.amount<Price>("a price");
  if (words.accept("fee")) fill.commission = words.amount<Money>("a fee");
  portfolio_->apply(fill);
}

void Scenario::mark(Words& words) {
  const InstrumentId instrument = take_instrument(words);
  portfolio_->mark(instrument, words.amount<Price>("a price"));
}

void Scenario::split(Words& words) {
  CorporateAction action{.instrument = take_instrument(words)};
  const std::string_view ratio = words.next("a ratio");
  const std::size_t colon = ratio.find(':');
  if (colon == std::string_view::npos) throw LineError{"a ratio is new:old, such as 2:1"};
  action.numerator = small_number(ratio.substr(0, colon));
  action.denominator = small_number(ratio.substr(colon + 1));
  portfolio_->apply(action);
}

void Scenario::dividend(Words& words) {
  CorporateAction action{.instrument = take_instrument(words),
                         .kind = CorporateAction::Kind::CashDividend};
  action.amount = words.amount<Price>("an amount a share");
  action.currency =
      words.done() ? instruments_[index_of(action.instrument)].currency : take_currency(words);
  portfolio_->apply(action);
}

void Scenario::book_cash(Words& words) {
  CashEvent event;
  if (statement_ == "interest") event.kind = CashEvent::Kind::Interest;
  if (statement_ == "charge") event.kind = CashEvent::Kind::Fee;
  if (statement_ == "write_off") event.kind = CashEvent::Kind::WriteOff;
  event.amount = words.amount<Money>("an amount");
  event.currency = take_currency(words);
  portfolio_->apply(event);
}

void Scenario::convert(Words& words) {
  const Money amount = words.amount<Money>("an amount");
  const Currency from = take_currency(words);
  words.expect("to");
  const Money received = words.amount<Money>("an amount");
  portfolio_->convert(from, amount, take_currency(words), received);
}

void Scenario::set_rate(Words& words) {
  const Currency currency = take_currency(words);
  portfolio_->set_rate(currency, words.amount<Price>("a rate"));
}

void Scenario::set_limit(Words& words) {
  const std::string_view name = setup(words);
  if (name == "max_order_value") {
    limits_.max_order_value = words.amount<Money>("an amount");
  } else if (name == "max_order_quantity") {
    limits_.max_order_quantity = words.amount<Quantity>("a quantity");
  } else if (name == "max_position") {
    limits_.max_position = words.amount<Quantity>("a quantity");
  } else if (name == "no_shorts") {
    limits_.can_short = false;
  } else {
    throw LineError{"no limit '" + std::string{name} + "'"};
  }
}

void Scenario::set_trading(Words& words) {
  static const std::map<std::string_view, risk::TradingState> kStates{
      {"open", risk::TradingState::Open},
      {"reduce_only", risk::TradingState::ReduceOnly},
      {"closed", risk::TradingState::Closed}};
  const auto found = kStates.find(words.next("a trading state"));
  if (found == kStates.end()) throw LineError{"trading is open, reduce_only or closed"};
  risk_->set_state(found->second);
}

void Scenario::submit(Words& words) {
  const std::string name{words.next("an order's name")};
  OrderRequest request{.side = side_of(words.next("a side"))};
  const Quantity quantity = words.amount<Quantity>("a quantity");
  request.instrument = take_instrument(words);
  request.size = Size::units(quantity);
  if (words.accept("stop")) request.stop = words.amount<Price>("a stop");
  if (words.accept("@")) request.limit = words.amount<Price>("a limit");
  const bool has_stop = request.stop.raw() != 0;
  const bool has_limit = request.limit.raw() != 0;
  if (has_stop) request.type = has_limit ? OrderType::StopLimit : OrderType::Stop;
  if (has_limit && !has_stop) request.type = OrderType::Limit;
  request.reduce_only = words.accept("reduce_only");

  // The gate wants a last price; without one in the script the order's own stands in.
  const Price own = has_stop ? request.stop : request.limit;
  const bool is_unmarked = portfolio_->position(subject_).mark.raw() == 0;
  if (is_unmarked && own.raw() != 0) portfolio_->mark(subject_, own);

  const auto approved =
      risk_->check(request, quantity,
                   {.instruments = instruments_, .portfolio = *portfolio_, .blotter = *blotter_});
  if (!approved) {
    outcome_ = to_string(approved.error().reason);
    return;
  }
  const ClientOrderId id = blotter_->next_id();
  names_[name] = id;
  order_ = blotter_->book(id, *approved, {});
  outcome_ = to_string(order_.state);
}

void Scenario::cancel(Words& words) {
  const auto found = names_.find(words.next("an order's name"));
  if (found == names_.end()) throw LineError{"no such order"};
  const bool is_sent = blotter_->cancel(found->second);
  if (is_sent) order_ = *blotter_->find(found->second);
  outcome_ = is_sent ? to_string(order_.state) : "nothing_to_cancel";
}

/// replace NAME [quantity Q] [limit P] [stop P]
void Scenario::replace(Words& words) {
  const auto found = names_.find(words.next("an order's name"));
  if (found == names_.end()) throw LineError{"no such order"};
  OrderChange change;
  if (words.accept("quantity")) change.quantity = words.amount<Quantity>("a quantity");
  if (words.accept("stop")) change.stop = words.amount<Price>("a stop");
  if (words.accept("limit")) change.limit = words.amount<Price>("a limit");
  const auto approved =
      risk_->check(found->second, change,
                   {.instruments = instruments_, .portfolio = *portfolio_, .blotter = *blotter_});
  if (!approved) {
    outcome_ = to_string(approved.error().reason);
    return;
  }
  blotter_->replace(found->second, *approved);
  order_ = *blotter_->find(found->second);
  outcome_ = to_string(order_.state);
}

OrderEvent Scenario::event_of(OrderEvent::Kind kind, ClientOrderId id, Words& words) {
  OrderEvent event{.order = id, .kind = kind};
  if (const Order* const order = blotter_->find(id)) {
    event.instrument = subject_ = order->request.instrument;
    event.side = order->request.side;
  }
  if (kind != OrderEvent::Kind::Filled) return event;
  event.quantity = words.amount<Quantity>("a quantity");
  words.expect("@");
  event.price = words.amount<Price>("a price");
  if (words.accept("fee")) event.commission = words.amount<Money>("a fee");
  const Order* const order = blotter_->find(id);
  event.is_last = order != nullptr && event.quantity == order->remaining();
  return event;
}

void Scenario::report(Words& words) {
  static const std::map<std::string_view, OrderEvent::Kind> kKinds{
      {"ack", OrderEvent::Kind::Accepted},
      {"reject", OrderEvent::Kind::Rejected},
      {"trigger", OrderEvent::Kind::Triggered},
      {"fill", OrderEvent::Kind::Filled},
      {"cancelled", OrderEvent::Kind::Cancelled},
      {"expire", OrderEvent::Kind::Expired},
      {"replaced", OrderEvent::Kind::Replaced},
      {"not_replaced", OrderEvent::Kind::ReplaceRejected}};
  const auto name = names_.find(words.next("an order's name"));
  // A name that was never submitted stands for an order that is not ours.
  const ClientOrderId id = name == names_.end() ? make_client_order_id(99, 1) : name->second;
  const OrderEvent event = event_of(kKinds.at(statement_), id, words);
  const auto after = blotter_->apply(event);
  if (!after) {
    outcome_ = to_string(after.error());
    return;
  }
  order_ = **after;
  outcome_ = to_string(order_.state);
  if (event.kind != OrderEvent::Kind::Filled) return;
  portfolio_->apply(portfolio::Fill{.instrument = event.instrument,
                                    .side = event.side,
                                    .quantity = event.quantity,
                                    .price = event.price,
                                    .commission = event.commission,
                                    .order = event.order});
}

const CurrencyBook& Scenario::book_of(std::string_view currency) const {
  for (const CurrencyBook& book : portfolio_->books()) {
    if (book.currency.view() == currency) return book;
  }
  throw LineError{"no currency '" + std::string{currency} + "' in the books"};
}

Money sum_of(std::span<const portfolio::RoundTrip> trips, Money portfolio::RoundTrip::* figure) {
  Money sum;
  for (const auto& trip : trips) sum += trip.*figure;
  return sum;
}

/// Returns a figure as text: of an instrument, a currency, or the whole account in the base.
std::string Scenario::figure(std::string_view name, std::string_view of) const {
  using Book = const CurrencyBook&;
  static const std::map<std::string_view, std::function<Money(Book)>> kBookFigures{
      {"cash", [](Book book) { return book.cash; }},
      {"equity", [](Book book) { return book.equity(); }},
      {"realised", [](Book book) { return book.realised; }},
      {"unrealised", [](Book book) { return book.unrealised(); }},
      {"commissions", [](Book book) { return book.commissions; }},
      {"gross", [](Book book) { return book.gross; }},
      {"net", [](Book book) { return book.value; }},
      {"deposits", [](Book book) { return book.deposits(); }},
      {"converted", [](Book book) { return book.converted; }},
      {"other", [](Book book) { return book.other(); }},
  };
  static const std::map<std::string_view, Money (Portfolio::*)() const> kAccountFigures{
      {"equity", &Portfolio::equity},         {"realised", &Portfolio::realised},
      {"unrealised", &Portfolio::unrealised}, {"commissions", &Portfolio::commissions},
      {"gross", &Portfolio::gross_exposure},  {"net", &Portfolio::net_exposure},
  };
  const auto account = kAccountFigures.find(name);
  if (of.empty() && account != kAccountFigures.end()) {
    return to_string((portfolio_.get()->*account->second)());
  }
  const auto book = kBookFigures.find(name);
  if (book != kBookFigures.end()) {
    return to_string(book->second(book_of(of.empty() ? base_.view() : of)));
  }

  const auto trips = portfolio_->closed();
  if (name == "closed") return std::to_string(trips.size());
  if (name == "pnl") return to_string(sum_of(trips, &portfolio::RoundTrip::pnl));
  if (name == "fees") return to_string(sum_of(trips, &portfolio::RoundTrip::commission));
  if (name == "filled") return to_string(order_.filled);
  if (name == "remaining") return to_string(order_.remaining());
  if (name == "version") return std::to_string(order_.version);
  if (name == "limit") return to_string(order_.request.limit);
  if (name == "stop") return to_string(order_.request.stop);
  if (name == "alive") return std::to_string(blotter_->live().size());

  const InstrumentId instrument = of.empty() ? subject_ : instrument_of(of);
  const portfolio::Position& position = portfolio_->position(instrument);
  const auto lots = portfolio_->lots(instrument);
  if (name == "position") return to_string(position.quantity);
  if (name == "value") return to_string(position.value);
  if (name == "cost") return to_string(position.cost);
  if (name == "mark") return to_string(position.mark);
  if (name == "lots") return std::to_string(lots.size());
  if (lots.empty() && name.starts_with("lot_")) throw LineError{"no lot is open"};
  if (name == "lot_entry") return to_string(lots.front().entry_price);
  if (name == "lot_quantity") return to_string(lots.front().quantity);
  if (name == "lot_cost") return to_string(lots.front().cost);
  if (name == "lot_fee") return to_string(lots.front().commission);
  throw LineError{"no figure '" + std::string{name} + "'"};
}

/// Compares numbers as numbers, so that 10 and 10.00 agree.
bool is_same(std::string_view expected, std::string_view found) {
  const auto a = parse_decimal(expected, Money::kScale);
  const auto b = parse_decimal(found, Money::kScale);
  if (!a || !b) throw LineError{"'" + std::string{expected} + "' is no number"};
  return !a->is_rounded && a->raw == b->raw;
}

void Scenario::check(Words expectations) {
  std::string faults;
  const auto fault = [&](std::string_view name, std::string_view expected, std::string_view found) {
    faults += faults.empty() ? "" : "; ";
    faults +=
        std::string{name} + " is " + std::string{found} + ", expected " + std::string{expected};
  };
  while (!expectations.done()) {
    const std::string_view word = expectations.next("an expectation");
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
      if (word != outcome_) fault(statement_, word, outcome_.empty() ? "no order" : outcome_);
      continue;
    }
    const std::string_view key = word.substr(0, equals);
    const std::string_view expected = word.substr(equals + 1);
    const std::size_t dot = key.find('.');
    const std::string_view of = dot == std::string_view::npos ? "" : key.substr(dot + 1);
    const std::string found = figure(key.substr(0, dot), of);
    if (!is_same(expected, found)) fault(key, expected, found);
  }
  if (!faults.empty()) throw LineError{faults};
}

std::string_view without_comment(std::string_view line) { return line.substr(0, line.find('#')); }

void play_line(std::string_view line, std::optional<Scenario>& scenario) {
  const std::size_t arrow = line.find("->");
  Words statement{line.substr(0, arrow)};
  if (statement.accept("scenario")) {
    scenario.emplace();
    return;
  }
  if (!scenario) scenario.emplace();
  // `statement` still has spaces before the arrow; words end at them.
  scenario->play(statement);
  if (arrow != std::string_view::npos) scenario->check(Words{line.substr(arrow + 2)});
}

}  // namespace

std::vector<LedgerFault> play_ledger(std::string_view script) {
  std::vector<LedgerFault> faults;
  std::optional<Scenario> scenario;
  for (int number = 1; !script.empty(); ++number) {
    const std::size_t end = script.find('\n');
    const std::string_view line = without_comment(script.substr(0, end));
    script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
    if (Words{line}.done()) continue;
    try {
      play_line(line, scenario);
    } catch (const LineError& error) {
      faults.push_back({.line = number, .message = error.what()});
    }
  }
  return faults;
}

}  // namespace tw::support
