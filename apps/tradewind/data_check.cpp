#include <algorithm>
#include <optional>

#include "data.hpp"
#include "market/bar_check.hpp"
#include "market/session_calendar.hpp"
#include "output.hpp"
#include "report/json_writer.hpp"
#include "report/number_text.hpp"
#include "stored_bars.hpp"
#include "verb.hpp"

namespace tw::app {
namespace {

/// The bars under check, from a file or from the store; one of the two is there.
struct Subject {
  std::optional<ingest::LoadedBars> file;
  std::optional<store::MappedBars> stored;

  BarSeries series() const { return file ? file->table.view({}) : stored->series({}); }
  CalendarKind calendar() const { return file ? file->calendar : stored->calendar(); }
  std::string symbol() const { return file ? file->symbol : stored->key().symbol; }
  std::string source() const { return file ? file->source : stored->key().source; }
};

Subject subject_of(const DataCheck& request) {
  const BarFile& options = request.options;
  if (request.symbol.empty() == options.file.empty()) {
    throw Failure{ExitCode::BadUsage,
                  "give either a SYMBOL of the store or a file with --data FILE to check"};
  }
  Subject subject;
  if (options.file.empty()) {
    subject.stored = stored_bars({request.symbol, options.timeframe, options.source, request.home});
    return subject;
  }
  auto bars = ingest::load_bars(options.file, load_options_of(options));
  if (!bars) throw Failure{ExitCode::BadData, bars.error().message};
  subject.file = std::move(*bars);
  return subject;
}

std::string label(const BarSeries& bars, std::size_t i) {
  return bars.timeframe.is_intraday() ? to_string(Timestamp{bars.start[i]})
                                      : to_string(Date{bars.session[i]});
}

std::string summary_text(const Subject& subject, const BarHealth& health) {
  const BarSeries bars = subject.series();
  std::string text = subject.symbol() + ": " + std::to_string(health.bars) + " " +
                     to_string(bars.timeframe) + " bars of " + subject.source() + ", " +
                     label(bars, 0) + " to " + label(bars, bars.size() - 1) + ", calendar " +
                     std::string{to_string(subject.calendar())} + '\n';
  text += "  sessions " + std::to_string(health.sessions) + ", missing " +
          std::to_string(health.sessions_missing) + "; bars without volume " +
          std::to_string(health.bars_without_volume) + "; usual move " +
          report::percent(health.usual_move) + ", largest " + report::percent(health.largest_move) +
          " on " + label(bars, health.largest_move_at) + '\n';
  return text;
}

std::string findings_text(const Subject& subject, const BarHealth& health) {
  const BarSeries bars = subject.series();
  std::string text;
  for (const BarFinding& finding : health.findings) {
    text += "  " + std::string{to_string(finding.severity)} + ": " + describe(finding, bars) + '\n';
  }
  const std::int64_t all = [&] {
    std::int64_t sum = 0;
    for (const std::int64_t count : health.counts) sum += count;
    return sum;
  }();
  const auto more = all - static_cast<std::int64_t>(health.findings.size());
  if (more > 0) text += "  and " + std::to_string(more) + " more of the same kinds\n";
  return text.empty() ? "  nothing to remark\n" : text;
}

std::string key_of(const char* words) {
  std::string key{words};
  std::ranges::replace(key, ' ', '_');
  return key;
}

std::string to_json(const Subject& subject, const BarHealth& health) {
  const BarSeries bars = subject.series();
  report::JsonWriter json;
  json.begin_object();
  json.member("symbol", subject.symbol());
  json.member("timeframe", to_string(bars.timeframe));
  json.member("source", subject.source());
  json.member("calendar", to_string(subject.calendar()));
  json.member("bars", health.bars);
  json.member("first", label(bars, 0));
  json.member("last", label(bars, bars.size() - 1));
  json.member("sessions", health.sessions);
  json.member("sessions_missing", health.sessions_missing);
  json.member("bars_without_volume", health.bars_without_volume);
  json.member("usual_move", health.usual_move);
  json.member("largest_move", health.largest_move);
  json.member("largest_move_at", label(bars, health.largest_move_at));
  json.key("worst");
  health.worst ? json.value(to_string(*health.worst)) : json.null();
  json.key("counts").begin_object();
  for (std::size_t i = 0; i < kBarIssues; ++i) {
    json.member(key_of(to_string(static_cast<BarIssue>(i))), health.counts[i]);
  }
  json.end_object();
  json.key("findings").begin_array();
  for (const BarFinding& finding : health.findings) {
    json.begin_object();
    json.member("issue", key_of(to_string(finding.issue)));
    json.member("severity", to_string(finding.severity));
    json.member("at", label(bars, finding.index));
    json.member("count", finding.count);
    json.member("message", describe(finding, bars));
    json.end_object();
  }
  json.end_array();
  json.member("rows_quarantined", subject.file ? subject.file->quarantine.size() : 0);
  json.key("warnings").begin_array();
  if (subject.file) {
    for (const std::string& warning : subject.file->warnings) json.value(warning);
  }
  json.end_array().end_object();
  return json.take();
}

}  // namespace

void run_data_check(const DataCheck& request) {
  const Subject subject = subject_of(request);
  const BarSeries bars = subject.series();
  const BarHealth health = check_bars(bars, SessionCalendar::of(subject.calendar()));
  const bool json_on_stdout = request.json == "-";
  if (!request.json.empty()) write_text(request.json, to_json(subject, health));
  print(summary_text(subject, health), json_on_stdout);
  if (subject.file) {
    for (const std::string& warning : subject.file->warnings) {
      print("  warning: " + warning + '\n', json_on_stdout);
    }
  }
  print(findings_text(subject, health), json_on_stdout);
  if (health.worst == Severity::Error) {
    throw Failure{ExitCode::BadData, "'" + subject.symbol() +
                                         "' has bars that cannot be true: correct them and import"
                                         " the file again"};
  }
}

}  // namespace tw::app
