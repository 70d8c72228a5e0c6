#include "live/projection.hpp"

#include <algorithm>
#include <span>
#include <utility>
#include <variant>

#include "backtest/sleeves.hpp"
#include "core/assert.hpp"
#include "live/session_journal.hpp"
#include "portfolio/value.hpp"
#include "report/json_writer.hpp"

namespace tw::live {
namespace {

using formats::RecordKind;
using store::JournalRecord;

std::vector<Instrument> instruments_of(const formats::JournalOpening& opening) {
  std::vector<Instrument> instruments;
  instruments.reserve(opening.instruments.size());
  for (const formats::JournalInstrument& one : opening.instruments) {
    instruments.push_back(one.instrument);
  }
  return instruments;
}

std::string json_of(const std::vector<formats::JournalOption>& options) {
  report::JsonWriter json;
  json.compact(true).begin_object();
  for (const auto& [key, value] : options) json.member(key, value);
  json.end_object();
  return json.take();
}

/// Returns what is there, where zero is none.
template <class Amount>
std::optional<Amount> given(Amount amount) {
  return amount.raw() == 0 ? std::nullopt : std::optional{amount};
}

std::string_view word_of(Side side) { return side == Side::Buy ? "buy" : "sell"; }
std::string_view word_of(OrderReason reason) {
  return reason == OrderReason::None ? std::string_view{} : to_string(reason);
}

std::int64_t number_of(ClientOrderId id) { return static_cast<std::int64_t>(id); }

std::optional<std::int64_t> number_given(ClientOrderId id) {
  return id == kNoOrder ? std::nullopt : std::optional{number_of(id)};
}

/// Writes down the terms that may change while an order works, but for its size.
void write_terms(const OrderRequest& request, store::OrderRow& row) {
  row.limit = given(request.limit);
  row.stop = given(request.stop);
  row.limit_offset = given(request.limit_offset);
  row.trail_amount.reset();
  row.trail_percent.reset();
  if (request.trail.is_none()) return;
  if (request.trail.is_percent()) {
    row.trail_percent = request.trail.percent();
  } else {
    row.trail_amount = request.trail.amount();
  }
}

store::OrderRow row_of(const formats::RecordedCommand& command, const Instrument& instrument,
                       const std::string& strategy, Timestamp at) {
  const OrderRequest& request = *command.request;
  store::OrderRow row{.id = number_of(command.id),
                      .correlation = static_cast<std::uint64_t>(request.correlation),
                      .strategy = strategy,
                      .symbol = instrument.symbol,
                      .side = word_of(request.side),
                      .kind = to_string(request.type),
                      .time_in_force = to_string(request.time_in_force),
                      .quantity = request.size.quantity(),
                      .reduce_only = request.reduce_only,
                      .outside_hours = request.outside_hours,
                      .parent = number_given(request.parent),
                      .tag = std::string{request.tag.view()},
                      .placed_at = at};
  write_terms(request, row);
  if (request.expires_at.unix_ns != 0) row.expires_at = request.expires_at;
  if (request.group != kNoGroup) row.oco_group = std::to_underlying(request.group);
  return row;
}

}  // namespace

std::expected<std::unique_ptr<Projection>, std::string> Projection::of(
    std::string run, const formats::JournalOpening& opening) {
  const auto spec = spec_of(opening);
  if (!spec) return std::unexpected{spec.error()};
  const std::vector<backtest::Sleeve> sleeves = backtest::sleeves_of(*spec);
  std::vector<std::string> strategies;
  strategies.reserve(opening.instruments.size());
  for (const formats::JournalInstrument& one : opening.instruments) {
    if (one.sleeve >= sleeves.size()) {
      return std::unexpected{"the journal's opening names strategy " + std::to_string(one.sleeve) +
                             " of " + std::to_string(sleeves.size())};
    }
    strategies.push_back(sleeves[one.sleeve].strategy);
  }
  return std::unique_ptr<Projection>{new Projection{std::move(run), opening, std::move(strategies),
                                                    spec->cash, spec->currency, spec->lot_order,
                                                    spec->rules.dividends_lower_orders}};
}

Projection::Projection(std::string run, const formats::JournalOpening& opening,
                       std::vector<std::string> strategies, Money cash, Currency currency,
                       portfolio::Portfolio::LotOrder lot_order, bool dividends_lower_orders)
    : run_{std::move(run)},
      instruments_{instruments_of(opening)},
      strategies_{std::move(strategies)},
      dividends_lower_orders_{dividends_lower_orders},
      books_{instruments_, currency, cash, lot_order} {
  for (const Instrument& instrument : instruments_) {
    held_[instrument.symbol].row.symbol = instrument.symbol;
  }
}

std::expected<void, std::string> Projection::take(const JournalRecord& record) {
  const auto unread = [&]() -> std::expected<void, std::string> {
    return std::unexpected{"record " + std::to_string(record.sequence) + " of session '" + run_ +
                           "' is none that this build reads; use the build that wrote it"};
  };
  TW_ASSERT(record.sequence == last_ + 1);
  if (record.version != formats::kRecordVersion) return unread();
  last_ = record.sequence;
  part_ = 0;
  if (rows_.first_sequence == 0) rows_.first_sequence = last_;
  switch (static_cast<RecordKind>(record.kind)) {
    case RecordKind::Opening:
      if (const auto opening = formats::decode_opening(record.payload)) {
        begin(*opening);
        return {};
      }
      break;
    case RecordKind::Event:
      if (const auto event = formats::decode_event(record.payload)) {
        take(*event);
        return {};
      }
      break;
    case RecordKind::Command:
      if (const auto command = formats::decode_command(record.payload)) {
        take(*command);
        return {};
      }
      break;
    case RecordKind::Checkpoint:
      return {};
    case RecordKind::Closing: {
      const auto* hash = reinterpret_cast<const char*>(record.payload.data());
      rows_.end = {.at = now_, .commands_hash = {hash, record.payload.size()}};
      return {};
    }
  }
  return unread();
}

store::SessionRows Projection::take_rows() {
  for (auto order = orders_.begin(); order != orders_.end();) {
    if (order->second.is_changed) rows_.orders.push_back(order->second.row);
    order->second.is_changed = false;
    order = is_final(order->second.state) ? orders_.erase(order) : std::next(order);
  }
  for (auto& [symbol, held] : held_) {
    if (held.is_changed) rows_.positions.push_back(held.row);
    held.is_changed = false;
  }
  rows_.last_sequence = last_;
  return std::exchange(rows_, {});
}

void Projection::begin(const formats::JournalOpening& opening) {
  now_ = opening.started_at;
  std::string title;
  for (const std::string& strategy : strategies_) {
    if (title.find(strategy) == std::string::npos) title += (title.empty() ? "" : ", ") + strategy;
  }
  for (const auto& [symbol, held] : held_) title.append(" ").append(symbol);
  rows_.run = {.id = run_,
               .mode = opening.mode,
               .title = std::move(title),
               .options = json_of(opening.options),
               .code_version = opening.code_version,
               .started_at = opening.started_at};
  const portfolio::CurrencyBook& book = books_.books().front();
  rows_.cash.push_back({.source = source(),
                        .at = now_,
                        .kind = "deposit",
                        .currency = book.currency,
                        .amount = book.cash,
                        .balance = book.cash,
                        .note = "the session's beginning"});
}

void Projection::take(const Stamped& event) {
  now_ = event.stamp.at;
  std::visit([this](const auto& one) { on(one); }, event.event);
}

void Projection::take(const formats::RecordedCommand& command) {
  const std::int64_t id = number_of(command.id);
  if (command.request) {
    if (!knows(command.request->instrument)) return;
    Followed& order = orders_[id];
    last_order_ = std::max(last_order_, id);
    order.request = *command.request;
    order.row = row_of(command, instrument(command.request->instrument),
                       strategies_[index_of(command.request->instrument)], now_);
    order.row.state = to_string(order.state);
    order.row.last_sequence = last_;
    rows_.transitions.push_back(
        {.source = source(), .order = id, .at = now_, .input = "submit", .to = order.row.state});
    return;
  }
  const auto found = orders_.find(id);
  if (found == orders_.end() || is_final(found->second.state)) return;
  if (command.change) found->second.change = command.change->change;
  move(found->second, command.change ? OrderInput::ReplaceSent : OrderInput::CancelSent, "");
}

/// Gives an order the terms that were asked for, and the size that the venue says.
void Projection::change(Followed& order, Quantity quantity) {
  const bool is_size_known = order.row.quantity.raw() != 0 || order.change.quantity.raw() != 0;
  order.request = changed(order.request, order.change);
  write_terms(order.request, order.row);
  if (!is_size_known) return;
  order.row.quantity = quantity.raw() != 0 ? quantity : order.request.size.quantity();
}

/// Does to the orders of an instrument what the venue and the desk do to theirs.
void Projection::adjust_orders(const CorporateAction& action) {
  const bool is_split = action.kind == CorporateAction::Kind::Split;
  const Price tick = instrument(action.instrument).tick;
  for (auto& [id, order] : orders_) {
    if (order.request.instrument != action.instrument || is_final(order.state)) continue;
    if (is_split) {
      order.change = after_split(order.change, order.request, action, tick);
      order.request = after_split(order.request, action, tick);
      order.row.quantity = after_split(order.row.quantity, action);
      order.row.filled = after_split(order.row.filled, action);
    } else if (dividends_lower_orders_ && is_lowered_by(action, order.request)) {
      order.request = after_dividend(order.request, action, tick);
    } else {
      continue;
    }
    write_terms(order.request, order.row);
    order.row.last_sequence = last_;
    order.is_changed = true;
  }
}

/// Returns the order that a report is of, or null where there is none that lives. What the venue
/// did by itself gets one of its own, whose number is the record's, negative.
Projection::Followed* Projection::order_of(const OrderEvent& event) {
  const auto trade = venue_trade_of(event);
  if (!trade) {
    const auto found = orders_.find(number_of(event.order));
    const bool lives = found != orders_.end() && !is_final(found->second.state);
    return lives ? &found->second : nullptr;
  }
  Followed& order = orders_[-static_cast<std::int64_t>(last_)];
  order.request.instrument = event.instrument;
  order.request.side = event.side;
  order.row = {.id = -static_cast<std::int64_t>(last_),
               .strategy = "venue",
               .symbol = instrument(event.instrument).symbol,
               .side = word_of(event.side),
               .kind = "market",
               .time_in_force = "ioc",
               .quantity = event.quantity,
               .tag = std::string{*trade},
               .placed_at = now_};
  return &order;
}

/// Returns whether an order is ours and lives no more.
bool Projection::has_ended(ClientOrderId id) const {
  const auto found = orders_.find(number_of(id));
  const bool lives = found != orders_.end() && !is_final(found->second.state);
  return id != kNoOrder && number_of(id) <= last_order_ && !lives;
}

OrderProgress Projection::progress_of(const Followed& order) {
  OrderProgress progress{.instrument = order.request.instrument,
                         .side = order.request.side,
                         .filled = order.row.filled,
                         .most_remaining = std::nullopt};
  if (order.row.quantity.raw() == 0) return progress;
  // A change may be in force before we hear of it.
  const bool may_grow = order.state == OrderState::Replacing;
  progress.most_remaining =
      std::max(order.row.quantity, may_grow ? order.change.quantity : Quantity{}) -
      order.row.filled;
  return progress;
}

void Projection::on(const OrderEvent& event) {
  const bool answers_change =
      event.kind == OrderEvent::Kind::Replaced || event.kind == OrderEvent::Kind::ReplaceRejected;
  if (answers_change && has_ended(event.order)) return;  // They crossed on the wire.
  Followed* const order = knows(event.instrument) ? order_of(event) : nullptr;
  // Nothing that we sent: the engine halts at it, and no order of ours has changed.
  if (order == nullptr) return note_risk("mismatch", to_string(Mismatch::UnknownOrder));
  const OrderProgress progress = progress_of(*order);
  const OrderInput input = input_of(event, progress);
  const bool is_fill = event.kind == OrderEvent::Kind::Filled;
  auto mismatch = is_fill ? mismatch_of(event, progress) : std::nullopt;
  if (!next_state(order->state, input)) mismatch = Mismatch::ImpossibleState;
  if (mismatch) return note_risk("mismatch", to_string(*mismatch), order->row.symbol);
  // A fraction's size is known once the venue says it.
  if (event.kind == OrderEvent::Kind::Accepted && event.quantity.raw() != 0) {
    order->row.quantity = event.quantity;
  }
  if (event.kind == OrderEvent::Kind::Replaced) change(*order, event.quantity);
  move(*order, input, word_of(event.reason));
  if (is_fill) fill(*order, event);
}

void Projection::move(Followed& order, OrderInput input, std::string_view reason) {
  const auto next = next_state(order.state, input);
  if (!next) return;
  rows_.transitions.push_back({.source = source(),
                               .order = order.row.id,
                               .at = now_,
                               .input = to_string(input),
                               .from = to_string(order.state),
                               .to = to_string(*next),
                               .reason = reason});
  order.state = *next;
  order.is_changed = true;
  // While a change is under way the order works on as it is.
  const bool is_partly = order.row.filled.raw() != 0;
  const OrderState works = is_partly ? OrderState::PartlyFilled : OrderState::Working;
  order.row.state = to_string(*next == OrderState::Replacing ? works : *next);
  order.row.last_sequence = last_;
  if (!reason.empty()) order.row.reason = reason;
  if (is_final(*next)) order.row.ended_at = now_;
}

void Projection::fill(Followed& order, const OrderEvent& event) {
  const Instrument& traded = instrument(event.instrument);
  order.row.filled += event.quantity;
  order.row.commission += event.commission;
  order.value += notional(event.price, event.quantity, Rounding::HalfEven);
  order.row.average_price =
      Price::from_double(order.value.as_double() / order.row.filled.as_double());
  if (order.row.quantity < order.row.filled) order.row.quantity = order.row.filled;
  rows_.fills.push_back({.source = source(),
                         .order = order.row.id,
                         .execution = std::to_string(event.execution),
                         .symbol = traded.symbol,
                         .side = word_of(event.side),
                         .quantity = event.quantity,
                         .price = event.price,
                         .commission = event.commission,
                         .event_at = event.event_at,
                         .known_at = now_});
  const Money before = books_.cash(traded.currency);
  books_.apply(portfolio::Fill{.instrument = event.instrument,
                               .side = event.side,
                               .quantity = event.quantity,
                               .price = event.price,
                               .commission = event.commission,
                               .at = event.event_at,
                               .is_at_close = event.is_at_close,
                               .order = event.order,
                               .tag = Label{order.row.tag}});
  const Money after = books_.cash(traded.currency);
  const Money balance = after + event.commission;
  note_cash("trade", traded.currency, balance - before, balance, event.instrument, order.row.id);
  note_cash("commission", traded.currency, -event.commission, after, event.instrument,
            order.row.id);
  note_trades();
  note_position(event.instrument, "fill");
}

void Projection::on(const CorporateAction& action) {
  if (!knows(action.instrument)) return;
  const Instrument& held = instrument(action.instrument);
  const Money before = books_.cash(held.currency);
  books_.apply(action, now_);
  adjust_orders(action);
  const Money after = books_.cash(held.currency);
  const bool is_dividend = action.kind == CorporateAction::Kind::CashDividend;
  note_cash(is_dividend ? "dividend" : "trade", held.currency, after - before, after,
            action.instrument, std::nullopt, is_dividend ? "" : "paid to holders");
  note_trades();
  if (action.kind == CorporateAction::Kind::Split) note_position(action.instrument, "split");
  if (action.kind == CorporateAction::Kind::Delisting) {
    note_position(action.instrument, "delisting");
  }
}

void Projection::on(const CashEvent& event) {
  constexpr std::string_view kKinds[] = {"deposit", "interest", "fee", "dividend", "write_off"};
  books_.apply(event);
  rows_.cash.push_back({.source = source(),
                        .at = now_,
                        .kind = kKinds[std::to_underlying(event.kind)],
                        .currency = event.currency,
                        .amount = event.amount,
                        .balance = books_.cash(event.currency)});
}

void Projection::on(const Control& control) {
  switch (control.kind) {
    case Control::Kind::Open:
      return note_risk("resumed", "control_open");
    case Control::Kind::ReduceOnly:
      return note_risk("reduce_only", "control_reduce_only");
    case Control::Kind::Close:
      return note_risk("halted", "control_close");
    case Control::Kind::Flatten:
      return note_risk("reduce_only", "control_flatten");
    case Control::Kind::Join:
    case Control::Kind::Leave:
    case Control::Kind::LeaveAndClose:
      return;
  }
}

void Projection::mark(InstrumentId id, Price price) {
  if (!knows(id)) return;
  books_.mark(id, price);
  Held& held = held_[instrument(id).symbol];
  if (held.row.quantity.raw() == 0) return;
  held.row.mark = price;
  held.row.last_sequence = last_;
  held.is_changed = true;
}

/// Adds the round trips that the books' last step ended.
void Projection::note_trades() {
  for (const portfolio::RoundTrip& trip : books_.closed()) {
    const std::string& symbol = instrument(trip.instrument).symbol;
    held_[symbol].row.realised += trip.pnl;
    // What a split left of less than the smallest part is nothing now, and was something.
    const Quantity quantity = trip.quantity.raw() != 0 ? trip.quantity : trip.entry_quantity;
    rows_.trades.push_back({.source = source(),
                            .strategy = strategies_[index_of(trip.instrument)],
                            .symbol = symbol,
                            .quantity = quantity,
                            .entry_order = number_given(trip.entry_order),
                            .exit_order = number_given(trip.exit_order),
                            .entry_at = trip.entry_at,
                            .entry_price = trip.entry_price,
                            .exit_at = trip.exit_at,
                            .exit_price = trip.exit_price,
                            .pnl = trip.pnl,
                            .commission = trip.commission,
                            .entry_tag = std::string{trip.entry_tag.view()},
                            .exit_tag = std::string{trip.exit_tag.view()}});
  }
}

/// Adds what is held of a symbol after a change, by all of the session's strategies together.
void Projection::note_position(InstrumentId id, std::string_view cause) {
  const std::string& symbol = instrument(id).symbol;
  Quantity quantity;
  double cost = 0.0;
  for (const Instrument& one : instruments_) {
    if (one.symbol != symbol) continue;
    const portfolio::Position& position = books_.position(one.id);
    quantity += position.quantity;
    cost += position.cost.as_double() / one.multiplier;
  }
  Held& held = held_[symbol];
  held.row.quantity = quantity;
  held.row.average_price = quantity.raw() == 0
                               ? Price{}
                               : Price::from_double(cost / quantity.as_double()).value_or(Price{});
  held.row.updated_at = now_;
  held.row.last_sequence = last_;
  held.is_changed = true;
  rows_.position_changes.push_back({.source = source(),
                                    .symbol = symbol,
                                    .at = now_,
                                    .cause = cause,
                                    .quantity = quantity,
                                    .average_price = held.row.average_price,
                                    .realised = held.row.realised});
}

void Projection::note_cash(std::string_view kind, Currency currency, Money amount, Money balance,
                           InstrumentId id, std::optional<std::int64_t> order,
                           std::string_view note) {
  if (amount.raw() == 0) return;
  rows_.cash.push_back({.source = source(),
                        .at = now_,
                        .kind = kind,
                        .currency = currency,
                        .amount = amount,
                        .balance = balance,
                        .symbol = instrument(id).symbol,
                        .order = order,
                        .note = note});
}

void Projection::note_risk(std::string_view kind, std::string_view rule, std::string symbol) {
  rows_.risk.push_back(
      {.source = source(), .at = now_, .kind = kind, .symbol = std::move(symbol), .rule = rule});
}

}  // namespace tw::live
