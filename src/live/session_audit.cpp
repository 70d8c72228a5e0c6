#include "live/session_audit.hpp"

#include <cstdint>
#include <filesystem>
#include <map>
#include <utility>
#include <variant>

#include "formats/journal_record.hpp"
#include "formats/journal_text.hpp"
#include "risk/limits.hpp"

namespace tw::live {

using formats::AuditKind;

std::string correlation_of(const std::string& session, CorrelationId id) {
  if (id == CorrelationId{}) return {};
  return session + "/" + std::to_string(std::to_underlying(id));
}

std::string denials_between(const engine::Denials& before, const engine::Denials& after) {
  std::string text;
  for (std::size_t i = 0; i < after.size(); ++i) {
    const std::uint64_t more = after[i] - before[i];
    if (more == 0) continue;
    if (!text.empty()) text += ", ";
    text += risk::to_string(static_cast<risk::Reason>(i));
    if (more > 1) text.append(" x").append(std::to_string(more));
  }
  return text;
}

namespace {

class SessionAudit {
 public:
  SessionAudit(std::string session, std::string actor, Timestamp recorded_at)
      : session_{std::move(session)}, actor_{std::move(actor)}, recorded_at_{recorded_at} {}

  void begin(const formats::JournalOpening& opening);
  void note(const ReplayStep& step);
  void end(const ReplayOutcome& outcome);

  std::vector<formats::AuditEntry> take() { return std::move(entries_); }

 private:
  void add(AuditKind kind, std::string action, std::string actor, std::string subject,
           std::string correlation, std::string detail);
  void note_control(const ReplayStep& step, const Control& control);
  void note_report(const ReplayStep& step, const OrderEvent& report);
  void note_command(const Command& command);
  std::string correlation(ClientOrderId order) const {
    const auto known = correlations_.find(order);
    return known == correlations_.end() ? std::string{} : correlation_of(session_, known->second);
  }

  std::string session_;
  std::string actor_;
  std::vector<formats::JournalInstrument> instruments_;
  std::string strategy_;
  Timestamp recorded_at_;
  Timestamp event_at_;
  engine::Denials denials_{};
  std::map<ClientOrderId, CorrelationId> correlations_;
  std::vector<formats::AuditEntry> entries_;
};

void SessionAudit::add(AuditKind kind, std::string action, std::string actor, std::string subject,
                       std::string correlation, std::string detail) {
  entries_.push_back({.at = recorded_at_,
                      .kind = kind,
                      .action = std::move(action),
                      .actor = std::move(actor),
                      .subject = std::move(subject),
                      .correlation = std::move(correlation),
                      .detail = std::move(detail)});
}

void SessionAudit::begin(const formats::JournalOpening& opening) {
  instruments_ = opening.instruments;
  for (const auto& [key, value] : opening.options) {
    if (key == "strategy") strategy_ = "strategy:" + value;
  }
}

void SessionAudit::note(const ReplayStep& step) {
  event_at_ = step.event.stamp.at;
  if (const auto* control = std::get_if<Control>(&step.event.event)) note_control(step, *control);
  if (const auto* report = std::get_if<OrderEvent>(&step.event.event)) note_report(step, *report);
  const engine::Denials& now = step.desk.denials();
  // Before trading opened every ask is denied: that is warming up, and no decision.
  const bool is_closed = step.desk.risk().state() == risk::TradingState::Closed;
  if (std::string denied = denials_between(denials_, now); !denied.empty() && !is_closed) {
    add(AuditKind::Risk, "deny", "risk", strategy_, {},
        denied + ", after " + describe(step.event, instruments_));
  }
  denials_ = now;
  for (const Command& command : step.commands) note_command(command);
}

void SessionAudit::note_control(const ReplayStep& step, const Control& control) {
  const bool arms = control.kind == Control::Kind::Open;
  add(arms ? AuditKind::Arming : AuditKind::Operator, std::string{formats::to_string(control.kind)},
      actor_, "session:" + session_, {}, describe(step.event, instruments_));
}

void SessionAudit::note_report(const ReplayStep& step, const OrderEvent& report) {
  add(AuditKind::OrderOutcome, std::string{formats::to_string(report.kind)}, "venue",
      "order:" + formats::order_name(report.order), correlation(report.order),
      describe(step.event, instruments_));
}

void SessionAudit::note_command(const Command& command) {
  const formats::RecordedCommand shown = formats::recorded_of(command);
  const std::string subject = "order:" + formats::order_name(shown.id);
  const std::string detail = to_string(event_at_) + " " + describe(shown, instruments_);
  if (shown.request) correlations_[shown.id] = shown.request->correlation;
  // A cancel needs nobody's leave; an order and a change of one have risk's.
  const bool is_cancel = !shown.request && !shown.change;
  if (!is_cancel) {
    add(AuditKind::Risk, "approve", "risk", subject, correlation(shown.id), detail);
  }
  const std::string_view action = shown.request ? "submit" : is_cancel ? "cancel" : "replace";
  add(AuditKind::OrderIntent, std::string{action}, strategy_, subject, correlation(shown.id),
      detail);
}

void SessionAudit::end(const ReplayOutcome& outcome) {
  add(AuditKind::Run, outcome.has_closing ? "end" : "end_unclosed", actor_, "session:" + session_,
      {},
      std::to_string(outcome.events) + " events, " + std::to_string(outcome.commands) +
          " commands, commands_hash " + outcome.commands_hash);
}

}  // namespace

formats::AuditEntry begin_of(const std::string& session, const formats::JournalOpening& opening,
                             std::string actor, Timestamp recorded_at) {
  std::string detail =
      opening.mode + " at " + to_string(opening.started_at) + ", build " + opening.code_version;
  for (const auto& [key, value] : opening.options) {
    detail.append(" ").append(key).append("=").append(value);
  }
  return {.at = recorded_at,
          .kind = AuditKind::Run,
          .action = "begin",
          .actor = std::move(actor),
          .subject = "session:" + session,
          .correlation = {},
          .detail = std::move(detail)};
}

std::expected<AuditedSession, std::string> audit_session(const store::Journal& journal,
                                                         std::string actor, Timestamp recorded_at) {
  SessionAudit audit{std::filesystem::path{journal.folder()}.filename().string(), std::move(actor),
                     recorded_at};
  if (!journal.records().empty()) {
    // A session without an opening is refused by the replay.
    const auto opening = formats::decode_opening(journal.records().front().payload);
    if (opening) audit.begin(*opening);
  }
  auto outcome = replay(journal, [&](const ReplayStep& step) { audit.note(step); });
  if (!outcome) return std::unexpected{outcome.error()};
  audit.end(*outcome);
  return AuditedSession{.outcome = std::move(*outcome), .entries = audit.take()};
}

}  // namespace tw::live
