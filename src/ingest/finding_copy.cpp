#include "ingest/finding_copy.hpp"

#include <algorithm>
#include <string>

#include "core/json_text.hpp"
#include "market/label_range.hpp"

namespace tw::ingest {
namespace {

using Done = std::expected<void, sql::Error>;

std::string kind_of(BarIssue issue) {
  std::string kind{to_string(issue)};
  std::ranges::replace(kind, ' ', '_');
  return kind;
}

const char* word_of(Severity severity) {
  switch (severity) {
    case Severity::Note:
      return "info";
    case Severity::Warning:
      return "warning";
    case Severity::Error:
      return "error";
  }
  return "error";
}

/// Returns the row at which the finding ends: runs count their bars from the first on.
std::size_t last_row(const BarFinding& finding, const BarSeries& bars) {
  const bool is_run = finding.issue == BarIssue::ZeroVolume || finding.issue == BarIssue::StaleRun;
  const auto more = is_run && finding.count > 1 ? static_cast<std::size_t>(finding.count - 1) : 0;
  return std::min(finding.index + more, bars.size() - 1);
}

Timestamp moment_of(const BarSeries& bars, std::size_t row) {
  return bars.timeframe.is_intraday() ? Timestamp{bars.start[row]}
                                      : Date{bars.session[row]}.midnight();
}

Done copy(sql::Connection& db, const store::BarKey& key, const BarSeries& bars,
          const BarFinding& finding, Timestamp now) {
  const std::string timeframe = to_string(key.timeframe);
  const std::string kind = kind_of(finding.issue);
  const std::string id = key.symbol + "/" + timeframe + "/" + key.source + "/" +
                         label_text(bars, finding.index) + "/" + kind;
  std::string details = "{\"count\":" + std::to_string(finding.count);
  if (is_measured(finding.issue)) {
    details += ",\"value\":";
    append_json_number(details, finding.value);
    details += ",\"limit\":";
    append_json_number(details, finding.limit);
  }
  details += ",\"message\":";
  append_json_text(details, describe(finding, bars));
  details += '}';
  const auto done = db.execute(
      "INSERT INTO data_findings (id, at, symbol, timeframe, source, kind, severity, first_at, "
      "last_at, details, is_quarantined, resolved_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, "
      "NULL) ON CONFLICT (id) DO UPDATE SET severity = excluded.severity, last_at = "
      "excluded.last_at, details = excluded.details, resolved_at = NULL",
      {id, now, key.symbol, timeframe, key.source, kind, word_of(finding.severity),
       moment_of(bars, finding.index), moment_of(bars, last_row(finding, bars)), details});
  if (!done) return std::unexpected{done.error()};
  return {};
}

}  // namespace

Done copy_findings(sql::Connection& db, const store::BarKey& key, const BarSeries& bars,
                   const BarHealth& health, Timestamp now) {
  return sql::in_transaction(db, [&]() -> Done {
    const auto ended = db.execute(
        "UPDATE data_findings SET resolved_at = ? WHERE symbol = ? AND timeframe = ? AND source = "
        "? AND kind NOT IN ('disagreement', 'impossible') AND resolved_at IS NULL",
        {now, key.symbol, to_string(key.timeframe), key.source});
    if (!ended) return std::unexpected{ended.error()};
    for (const BarFinding& finding : health.findings) {
      if (const auto copied = copy(db, key, bars, finding, now); !copied) return copied;
    }
    return {};
  });
}

}  // namespace tw::ingest
