#include "live/session_story.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>
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

class Storyteller {
 public:
  explicit Storyteller(const formats::JournalOpening& opening) : opening_{opening} {}

  void note(const ReplayStep& step) {
    at_ = step.event.stamp.at;
    if (const auto* report = std::get_if<OrderEvent>(&step.event.event)) note_report(step, *report);
    note_trades(step);
    note_denials(step);
    for (const Command& command : step.commands) note_command(step, command);
  }
  std::vector<StoryLine> take_lines() { return std::move(lines_); }
  std::vector<portfolio::RoundTrip> take_trades() { return std::move(trades_); }

 private:
  struct Known {
    CorrelationId decision{};
    OrderState state = OrderState::Pending;
  };

  void add(std::string_view kind, std::string text, CorrelationId decision,
           ClientOrderId order = kNoOrder) {
    lines_.push_back(
        {.at = at_, .kind = kind, .text = std::move(text), .decision = decision, .order = order});
  }
  const formats::JournalInstrument* instrument(InstrumentId id) const {
    const auto found = std::ranges::find(opening_.instruments, id,
                                         [](const auto& one) { return one.instrument.id; });
    return found == opening_.instruments.end() ? nullptr : &*found;
  }
  std::string symbol(InstrumentId id) const {
    const auto* const found = instrument(id);
    return found == nullptr ? "instrument-" + std::to_string(index_of(id))
                            : found->instrument.symbol;
  }

  /// Tells once what a decision was made on.
  void begin_decision(const ReplayStep& step, const OrderRequest& request) {
    if (request.correlation == last_decision_ && request.correlation != kNoDecision) return;
    last_decision_ = request.correlation;
    add("seen", describe(step.event, opening_.instruments), request.correlation);
    const auto& portfolio = step.desk.portfolio();
    const auto& position = portfolio.position(request.instrument);
    add("account",
        "equity " + to_string(portfolio.equity()) + ", " + symbol(request.instrument) + " held " +
            to_string(position.quantity) + " at a last price of " + to_string(position.mark),
        request.correlation);
    std::string rule;
    for (const auto& [key, value] : opening_.options) {
      constexpr std::string_view kParameter = "parameters.";
      if (key == "strategy") rule.insert(0, value);
      if (key.starts_with(kParameter)) {
        rule.append(" ").append(key, kParameter.size()).append("=").append(value);
      }
    }
    const std::string_view tag = request.tag.view();
    add("rule", std::string{tag.empty() ? "(no tag)" : tag} + " of " + rule, request.correlation);
  }

  std::string limits_of(const ReplayStep& step) const {
    const risk::Limits& limits = step.desk.risk().limits();
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

  void note_command(const ReplayStep& step, const Command& command) {
    const formats::RecordedCommand shown = formats::recorded_of(command);
    if (shown.request) {
      begin_decision(step, *shown.request);
      orders_[shown.id] = {.decision = shown.request->correlation, .state = OrderState::Pending};
    }
    Known& known = orders_[shown.id];
    const bool is_cancel = !shown.request && !shown.change;
    if (is_cancel) known.state = OrderState::Cancelling;
    if (shown.change) known.state = OrderState::Replacing;
    if (!is_cancel) add("risk", "passed, " + limits_of(step), known.decision, shown.id);
    add("sent", describe(shown, opening_.instruments), known.decision, shown.id);
  }

  void note_denials(const ReplayStep& step) {
    const engine::Denials& now = step.desk.denials();
    std::string denied = denials_between(denials_, now);
    denials_ = now;
    if (denied.empty() || step.desk.risk().state() == risk::TradingState::Closed) return;
    add("seen", describe(step.event, opening_.instruments), kNoDecision);
    add("risk", "denied: " + denied + "; " + limits_of(step), kNoDecision);
  }

  static OrderState state_after(const ReplayStep& step, const OrderEvent& report) {
    const Order* const live = step.desk.blotter().find(report.order);
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

  void note_report(const ReplayStep& step, const OrderEvent& report) {
    Known& known = orders_[report.order];
    const OrderState after = state_after(step, report);
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

  /// Only a fill or a corporate action closes lots; the portfolio keeps the last ones' until then.
  static bool closes(const Event& event) {
    if (std::holds_alternative<CorporateAction>(event)) return true;
    const auto* const report = std::get_if<OrderEvent>(&event);
    return report != nullptr && report->kind == OrderEvent::Kind::Filled;
  }

  void note_trades(const ReplayStep& step) {
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

  const formats::JournalOpening& opening_;
  Timestamp at_;
  std::map<ClientOrderId, Known> orders_;
  CorrelationId last_decision_{};
  engine::Denials denials_{};
  std::vector<StoryLine> lines_;
  std::vector<portfolio::RoundTrip> trades_;
};

}  // namespace

std::optional<CorrelationId> SessionStory::decision_of(ClientOrderId order) const {
  const auto found = std::ranges::find_if(
      lines, [&](const StoryLine& line) { return line.order == order && line.kind == "sent"; });
  return found == lines.end() ? std::nullopt : std::optional{found->decision};
}

std::expected<SessionStory, std::string> tell_session(const store::Journal& journal) {
  // A session without an opening is refused by the replay.
  const auto opening = journal.records().empty()
                           ? std::nullopt
                           : formats::decode_opening(journal.records().front().payload);
  const formats::JournalOpening known = opening.value_or(formats::JournalOpening{});
  Storyteller teller{known};
  auto outcome = replay(journal, [&](const ReplayStep& step) { teller.note(step); });
  if (!outcome) return std::unexpected{outcome.error()};
  return SessionStory{.session = std::filesystem::path{journal.folder()}.filename().string(),
                      .outcome = std::move(*outcome),
                      .lines = teller.take_lines(),
                      .trades = teller.take_trades()};
}

}  // namespace tw::live
