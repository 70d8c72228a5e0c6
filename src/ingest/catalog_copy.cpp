#include "ingest/catalog_copy.hpp"

#include <filesystem>
#include <optional>

#include "core/decimal.hpp"
#include "core/digest.hpp"
#include "core/json_text.hpp"
#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "store/file.hpp"

namespace tw::ingest {
namespace {

using Done = std::expected<void, sql::Error>;

std::string hash_of_file(const std::string& path) {
  const auto text = store::FileText::read(path);
  if (!text) return {};
  Digest digest;
  digest.update(text->view());
  return digest.hex();
}

std::optional<Timestamp> moment_of(const std::string& label) {
  const auto end = parse_range_end(label);
  if (!end) return std::nullopt;
  return end->at ? *end->at : end->date.midnight();
}

Done copy_file(sql::Connection& db, const std::string& home, const store::StoredBars& bars,
               Timestamp now) {
  const std::string path = std::filesystem::path{bars.path}.lexically_relative(home).string();
  const auto done = db.execute(
      "INSERT INTO bar_files (symbol, timeframe, source, calendar, path, row_count, first_at, "
      "last_at, byte_count, checksum, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON "
      "CONFLICT (symbol, timeframe, source) DO UPDATE SET calendar = excluded.calendar, row_count "
      "= excluded.row_count, first_at = excluded.first_at, last_at = excluded.last_at, byte_count "
      "= excluded.byte_count, checksum = excluded.checksum, updated_at = excluded.updated_at",
      {bars.key.symbol, to_string(bars.key.timeframe), bars.key.source, to_string(bars.calendar),
       path, static_cast<std::int64_t>(bars.rows), moment_of(bars.first), moment_of(bars.last),
       static_cast<std::int64_t>(bars.bytes), hash_of_file(bars.path), now});
  if (!done) return std::unexpected{done.error()};
  return {};
}

std::string details_of(const QuarantinedBar& bar) {
  std::string text = "{\"close\":" + to_string(bar.values.close);
  if (!bar.other_source.empty()) {
    text += ",\"other_source\":";
    append_json_text(text, bar.other_source);
    text += ",\"other_close\":" + to_string(bar.other.close);
  }
  text += ",\"ruling\":\"";
  text += to_string(bar.ruling);
  return text + "\"}";
}

Done copy_finding(sql::Connection& db, const std::string& symbol, const std::string& timeframe,
                  const QuarantinedBar& bar, Timestamp now) {
  const std::string kind{to_string(bar.reason)};
  const std::string id = symbol + "/" + timeframe + "/" + bar.source + "/" + bar.at + "/" + kind;
  const bool is_open = bar.ruling == QuarantinedBar::Ruling::Open;
  const auto done = db.execute(
      "INSERT INTO data_findings (id, at, symbol, timeframe, source, kind, severity, first_at, "
      "last_at, details, is_quarantined, resolved_at) VALUES (?, ?, ?, ?, ?, ?, 'error', ?, ?, ?, "
      "?, ?) ON CONFLICT (id) DO UPDATE SET details = excluded.details, is_quarantined = "
      "excluded.is_quarantined, resolved_at = excluded.resolved_at",
      {id, bar.found_on.midnight(), symbol, timeframe, bar.source, kind, moment_of(bar.at),
       moment_of(bar.at), details_of(bar), bar.is_left_out(),
       is_open ? std::optional<Timestamp>{} : std::optional{now}});
  if (!done) return std::unexpected{done.error()};
  return {};
}

/// As `copy_quarantine`, in the transaction that is open.
Done copy_quarantined(sql::Connection& db, const std::string& symbol, const std::string& timeframe,
                      const std::vector<QuarantinedBar>& quarantine, Timestamp now) {
  const auto ended = db.execute(
      "UPDATE data_findings SET resolved_at = ?, is_quarantined = 0 WHERE symbol = ? AND "
      "timeframe = ? AND kind IN ('disagreement', 'impossible') AND resolved_at IS NULL",
      {now, symbol, timeframe});
  if (!ended) return std::unexpected{ended.error()};
  for (const QuarantinedBar& bar : quarantine) {
    const auto copied = copy_finding(db, symbol, timeframe, bar, now);
    if (!copied) return copied;
  }
  return {};
}

}  // namespace

Done copy_quarantine(sql::Connection& db, const std::string& symbol, Timeframe timeframe,
                     const std::vector<QuarantinedBar>& quarantine, Timestamp now) {
  return sql::in_transaction(db, [&]() -> Done {
    return copy_quarantined(db, symbol, to_string(timeframe), quarantine, now);
  });
}

Done copy_to_database(sql::Connection& db, const std::string& home, const store::StoredBars& bars,
                      const std::vector<QuarantinedBar>& quarantine, Timestamp now) {
  return sql::in_transaction(db, [&]() -> Done {
    if (const auto copied = copy_file(db, home, bars, now); !copied) return copied;
    return copy_quarantined(db, bars.key.symbol, to_string(bars.key.timeframe), quarantine, now);
  });
}

}  // namespace tw::ingest
