#include "live/storyteller.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <variant>

#include "core/date.hpp"
#include "core/decimal.hpp"
#include "formats/journal_text.hpp"
#include "live/session_audit.hpp"
#include "risk/limits.hpp"
#include "sim/settlement.hpp"

namespace tw::live {
namespace {

constexpr CorrelationId kNoDecision{};

/// Returns a value as a person compares it: eight significant digits.
std::string value_text(double value) {
  std::array<char, 40> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::general, 8);
  return {digits.data(), end.ptr};
}

/// Only a fill or a corporate action closes lots; the portfolio keeps the last ones' until then.
bool closes(const Event& event) {
  if (std::holds_alternative<CorporateAction>(event)) return true;
  const auto* const report = std::get_if<OrderEvent>(&event);
  return report != nullptr && report->kind == OrderEvent::Kind::Filled;
}

OrderState state_after(const engine::OrderDesk& desk, const OrderEvent& report) {
  const Order* const live = desk.blotter().find(report.order);
  if (live != nullptr) return live->state;
  switch (report.kind) {
    case OrderEvent::Kind::Rejected:
      return OrderState::Rejected;
    case OrderEvent::Kind::Filled:
      return OrderState::Filled;
    case OrderEvent::Kind::Expired:
      return OrderState::Expired;
    default:
      return OrderState::Cancelled;
  }
}

std::string limits_of(const engine::OrderDesk& desk) {
  const risk::Limits& limits = desk.risk().limits();
  std::string text;
  const auto limit = [&](std::string_view name, const auto& value) {
    if (value.raw() == 0) return;
    text.append(text.empty() ? "" : ", ").append(name).append(" ").append(to_string(value));
  };
  limit("max_order_value", limits.max_order_value);
  limit("max_order_quantity", limits.max_order_quantity);
  limit("max_position", limits.max_position);
  limit("max_gross_exposure", limits.max_gross_exposure);
  limit("max_net_exposure", limits.max_net_exposure);
  limit("price_collar", limits.price_collar);
  if (!limits.can_short) text += text.empty() ? "no shorts" : ", no shorts";
  return text.empty() ? "no limit is set" : "limits: " + text;
}

/// Returns what the gate looked at to let an order pass, in its order.
std::string checks_of(const engine::OrderDesk& desk, const formats::RecordedCommand& command) {
  std::string text = "trading ";
  text += desk.risk().state() == risk::TradingState::Open ? "is open" : "may only reduce";
  if (command.change) return text + ", the order works, its new terms";
  if (command.request->reduce_only) return text + ", terms, there is something to reduce, prices";
  text += ", terms, size, prices, order and position, exposure";
  if (desk.risk().limits().max_orders_per_minute > 0) text += ", pace";
  return text;
}

}  // namespace

std::optional<CorrelationId> Story::decision_of(ClientOrderId order) const {
  const auto found = std::ranges::find_if(
      lines, [&](const StoryLine& line) { return line.order == order && line.kind == "sent"; });
  return found == lines.end() ? std::nullopt : std::optional{found->decision};
}

void Storyteller::note(const Stamped& event, const Commands& commands,
                       const engine::OrderDesk& desk) {
  const Step step{.event = event, .desk = desk};
  at_ = event.stamp.at;
  if (const auto* report = std::get_if<OrderEvent>(&event.event)) note_report(step, *report);
  note_trades(step);
  note_denials(step);
  for (const Command& command : commands) note_command(step, command);
  sightings_.clear();
}

Story Storyteller::take(std::string name) {
  return {.name = std::move(name),
          .lines = std::move(lines_),
          .trades = std::move(trades_),
          .commands = commands_};
}

void Storyteller::add(std::string_view kind, std::string text, CorrelationId decision,
                      ClientOrderId order) {
  lines_.push_back(
      {.at = at_, .kind = kind, .text = std::move(text), .decision = decision, .order = order});
}

const formats::JournalInstrument* Storyteller::instrument(InstrumentId id) const {
  const auto found =
      std::ranges::find(instruments_, id, [](const auto& one) { return one.instrument.id; });
  return found == instruments_.end() ? nullptr : &*found;
}

std::string Storyteller::symbol(InstrumentId id) const {
  const auto* const found = instrument(id);
  return found == nullptr ? "instrument-" + std::to_string(index_of(id)) : found->instrument.symbol;
}

/// Tells once what a decision was made on.
void Storyteller::begin_decision(const Step& step, const OrderRequest& request) {
  if (request.correlation == last_decision_ && request.correlation != kNoDecision) return;
  last_decision_ = request.correlation;
  add("seen", describe(step.event, instruments_), request.correlation);
  note_values(request.correlation);
  const auto& portfolio = step.desk.portfolio();
  const auto& position = portfolio.position(request.instrument);
  add("account",
      "equity " + to_string(portfolio.equity()) + ", " + symbol(request.instrument) + " held " +
          to_string(position.quantity) + " at a last price of " + to_string(position.mark),
      request.correlation);
  std::string rule;
  for (const auto& [key, value] : options_) {
    constexpr std::string_view kParameter = "parameters.";
    if (key == "strategy") rule.insert(0, value);
    if (key.starts_with(kParameter)) {
      rule.append(" ").append(key, kParameter.size()).append("=").append(value);
    }
  }
  const std::string_view tag = request.tag.view();
  add("rule", std::string{tag.empty() ? "(no tag)" : tag} + " of " + rule, request.correlation);
}

void Storyteller::note_values(CorrelationId decision) {
  std::string text;
  std::optional<InstrumentId> last;
  for (const strategy::Sightings::Sighting& one : sightings_.of(decision)) {
    text += text.empty() ? "" : ", ";
    if (one.of && one.of != last) text.append(symbol(*one.of)).append(": ");
    last = one.of;
    text.append(one.seen.name).append(" ").append(value_text(one.seen.value));
  }
  if (!text.empty()) add("values", std::move(text), decision);
}

void Storyteller::note_command(const Step& step, const Command& command) {
  commands_ += 1;
  const formats::RecordedCommand shown = formats::recorded_of(command);
  if (shown.request) {
    begin_decision(step, *shown.request);
    orders_[shown.id] = {.decision = shown.request->correlation, .state = OrderState::Pending};
  }
  Known& known = orders_[shown.id];
  const bool is_cancel = !shown.request && !shown.change;
  if (is_cancel) known.state = OrderState::Cancelling;
  if (shown.change) known.state = OrderState::Replacing;
  if (!is_cancel) {
    add("risk", "passed: " + checks_of(step.desk, shown) + "; " + limits_of(step.desk),
        known.decision, shown.id);
  }
  add("sent", describe(shown, instruments_), known.decision, shown.id);
}

void Storyteller::note_denials(const Step& step) {
  const engine::Denials& now = step.desk.denials();
  const std::string denied = denials_between(denials_, now);
  denials_ = now;
  if (denied.empty() || step.desk.risk().state() == risk::TradingState::Closed) return;
  add("seen", describe(step.event, instruments_), kNoDecision);
  add("risk", "denied: " + denied + "; " + limits_of(step.desk), kNoDecision);
}

void Storyteller::note_report(const Step& step, const OrderEvent& report) {
  Known& known = orders_[report.order];
  const OrderState after = state_after(step.desk, report);
  std::string text = formats::order_name(report.order) + " " +
                     std::string{formats::to_string(report.kind)} + ": " +
                     std::string{to_string(known.state)} + " -> " + std::string{to_string(after)};
  if (report.reason != OrderReason::None) {
    text.append(", ").append(to_string(report.reason));
  }
  add("state", std::move(text), known.decision, report.order);
  known.state = after;
  if (report.kind != OrderEvent::Kind::Filled) return;
  add("fill",
      std::string{report.side == Side::Buy ? "bought " : "sold "} + to_string(report.quantity) +
          " " + symbol(report.instrument) + " at " + to_string(report.price) + ", fee " +
          to_string(report.commission),
      known.decision, report.order);
  const auto* const traded = instrument(report.instrument);
  if (traded != nullptr && traded->instrument.calendar == CalendarKind::Nyse) {
    const Date session = Date::of(report.event_at);
    add("settles",
        to_string(sim::settles_on(session)) + " (" +
            std::to_string(sim::settlement_sessions(session)) + " sessions after the trade)",
        known.decision, report.order);
  }
}

void Storyteller::note_trades(const Step& step) {
  if (!closes(step.event.event)) return;
  for (const portfolio::RoundTrip& trade : step.desk.portfolio().closed()) {
    trades_.push_back(trade);
    const auto known = orders_.find(trade.exit_order);
    add("trade",
        "trade " + std::to_string(trades_.size()) + ": " + to_string(trade.quantity) + " " +
            symbol(trade.instrument) + ", in at " + to_string(trade.entry_price) + " (" +
            std::string{trade.entry_tag.view()} + "), out at " + to_string(trade.exit_price) +
            " (" + std::string{trade.exit_tag.view()} + "), fees " + to_string(trade.commission) +
            ", profit " + to_string(trade.pnl),
        known == orders_.end() ? kNoDecision : known->second.decision, trade.exit_order);
  }
}

}  // namespace tw::live
