#pragma once

#include <expected>
#include <string>
#include <vector>

#include "core/ids.hpp"
#include "engine/order_desk.hpp"
#include "formats/audit_record.hpp"
#include "formats/journal_record.hpp"
#include "live/journal_replay.hpp"

namespace tw::live {

/// Returns what ties an order to all that came of the same decision:
/// "paper-20261126T143000.123Z/17".
std::string correlation_of(const std::string& session, CorrelationId id);

/// Returns how often risk said no between two looks, as "short_not_allowed" or "size_is_zero x3";
/// empty when it did not.
std::string denials_between(const engine::Denials& before, const engine::Denials& after);

/// A session that was replayed, and what it has to say to the audit trail.
struct AuditedSession {
  ReplayOutcome outcome;
  std::vector<formats::AuditEntry> entries;
};

/// Returns how the begin of `session` goes on record: with its options and the build that began it.
/// It belongs there before the session's first event, so that one that dies is seen to have begun.
formats::AuditEntry begin_of(const std::string& session, const formats::JournalOpening& opening,
                             std::string actor, Timestamp recorded_at);

/// Replays a session and returns what it puts into the audit trail behind its begin: operators'
/// words, risk's decisions, intents and what became of them, in the order in which the core saw
/// them, and its end.
///
/// Read from the journal, so that the core writes nothing down twice and never waits: the journal
/// is the truth, and what risk denied follows from it. `actor` is the person who ran the session.
/// Every entry is of `recorded_at`; when it happened to the session is in its detail.
/// Errors: as `replay`.
std::expected<AuditedSession, std::string> audit_session(const store::Journal& journal,
                                                         std::string actor, Timestamp recorded_at);

}  // namespace tw::live
