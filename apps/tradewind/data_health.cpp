#include "data_health.hpp"

#include <algorithm>

#include "market/label_range.hpp"
#include "market/session_calendar.hpp"
#include "report/number_text.hpp"
#include "report/terminal_text.hpp"

namespace tw::app {
namespace {

using ingest::QuarantinedBar;

constexpr std::size_t kQuarantineShown = 20;

std::string summary_text(const CheckedSeries& checked) {
  const BarSeries bars = checked.series();
  const BarHealth& health = checked.health;
  std::string text = checked.symbol() + ": " + std::to_string(health.bars) + " " +
                     to_string(bars.timeframe) + " bars of " + checked.source() + ", " +
                     label_text(bars, 0) + " to " + label_text(bars, bars.size() - 1) +
                     ", calendar " + std::string{to_string(checked.calendar())} + '\n';
  const store::Provenance provenance = checked.provenance();
  if (provenance.is_known()) {
    text += "  prices " + std::string{to_string(provenance.basis)};
    if (!provenance.currency.empty()) text += " in " + provenance.currency;
    if (provenance.as_of) text += ", as of " + to_string(*provenance.as_of);
    text += '\n';
  }
  text += "  sessions " + std::to_string(health.sessions) + ", missing " +
          std::to_string(health.sessions_missing) + "; bars without volume " +
          std::to_string(health.bars_without_volume) + "; usual move " +
          report::percent(health.usual_move) + ", largest " + report::percent(health.largest_move) +
          " on " + label_text(bars, health.largest_move_at) + '\n';
  return text;
}

std::string findings_text(const CheckedSeries& checked) {
  const BarSeries bars = checked.series();
  const BarHealth& health = checked.health;
  std::string text;
  for (const BarFinding& finding : health.findings) {
    text += "  " + std::string{to_string(finding.severity)} + ": " + describe(finding, bars) + '\n';
  }
  std::int64_t all = 0;
  for (const std::int64_t count : health.counts) all += count;
  const auto more = all - static_cast<std::int64_t>(health.findings.size());
  if (more > 0) text += "  and " + std::to_string(more) + " more of the same kinds\n";
  return text;
}

std::string quarantine_text(const std::vector<QuarantinedBar>& quarantine) {
  std::string text;
  for (std::size_t i = 0; i < std::min(quarantine.size(), kQuarantineShown); ++i) {
    text += "  quarantine: " + describe(quarantine[i]) + '\n';
  }
  if (quarantine.size() <= kQuarantineShown) return text;
  return text + "  and " + std::to_string(quarantine.size() - kQuarantineShown) +
         " more in quarantine\n";
}

std::string key_of(const char* words) {
  std::string key{words};
  std::ranges::replace(key, ' ', '_');
  return key;
}

void write_values(report::JsonWriter& json, const std::string& source,
                  const ingest::BarValues& values) {
  json.begin_object();
  json.member("source", source);
  json.member("open", values.open);
  json.member("high", values.high);
  json.member("low", values.low);
  json.member("close", values.close);
  json.member("volume", values.volume);
  json.end_object();
}

void write_findings(report::JsonWriter& json, const CheckedSeries& checked) {
  const BarSeries bars = checked.series();
  const BarHealth& health = checked.health;
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
    json.member("at", label_text(bars, finding.index));
    json.member("count", finding.count);
    const bool has_values = is_measured(finding.issue);
    json.member("value", has_values ? std::optional{finding.value} : std::nullopt);
    json.member("limit", has_values ? std::optional{finding.limit} : std::nullopt);
    json.member("message", describe(finding, bars));
    json.end_object();
  }
  json.end_array();
}

}  // namespace

std::size_t CheckedSeries::left_out() const {
  const auto is_out = [](const QuarantinedBar& bar) {
    return bar.is_left_out() && bar.reason == QuarantinedBar::Reason::Disagreement;
  };
  return static_cast<std::size_t>(std::ranges::count_if(quarantine, is_out));
}

void check(CheckedSeries& series, const std::vector<QuarantinedBar>& quarantine) {
  series.health = check_bars(series.series(), SessionCalendar::of(series.calendar()));
  if (!series.stored) return;
  for (const QuarantinedBar& bar : quarantine) {
    if (bar.source == series.source()) series.quarantine.push_back(bar);
  }
}

std::string describe(const QuarantinedBar& bar) {
  std::string text = bar.at + ": " + bar.source;
  if (bar.reason == QuarantinedBar::Reason::Impossible) {
    return text + " sent a row that cannot be a bar (open " + to_string(bar.values.open) +
           ", high " + to_string(bar.values.high) + ", low " + to_string(bar.values.low) +
           ", close " + to_string(bar.values.close) + "): not stored";
  }
  const auto four = [](const ingest::BarValues& values) {
    return to_string(values.open) + " " + to_string(values.high) + " " + to_string(values.low) +
           " " + to_string(values.close);
  };
  text += " has " + four(bar.values) + ", " + bar.other_source + " has " + four(bar.other);
  switch (bar.ruling) {
    case QuarantinedBar::Ruling::Open:
      return text + ": left out";
    case QuarantinedBar::Ruling::Accepted:
      return text + ": accepted and used";
    case QuarantinedBar::Ruling::Rejected:
      return text + ": rejected and left out";
  }
  return text;
}

std::string health_text(const CheckedSeries& series) {
  std::string text = summary_text(series);
  if (series.file) {
    for (const std::string& warning : series.file->warnings) {
      text += "  warning: " + warning + '\n';
    }
  }
  const std::string found = findings_text(series) + quarantine_text(series.quarantine);
  return text + (found.empty() ? "  nothing to remark\n" : found);
}

std::string health_table(const std::vector<CheckedSeries>& all) {
  using report::left;
  using report::right;
  std::size_t symbol_width = 8;
  std::size_t source_width = 8;
  for (const CheckedSeries& each : all) {
    symbol_width = std::max(symbol_width, each.symbol().size() + 2);
    source_width = std::max(source_width, each.source().size() + 2);
  }
  std::string text = left("SYMBOL", symbol_width) + left("BARS", 6) + left("SOURCE", source_width) +
                     right("ROWS", 10) + right("MISSING", 9) + right("ERRORS", 8) +
                     right("WARNINGS", 10) + right("QUARANTINE", 12) + "  LAST\n";
  for (const CheckedSeries& each : all) {
    const BarSeries bars = each.series();
    std::int64_t errors = 0;
    std::int64_t warnings = 0;
    for (const BarFinding& finding : each.health.findings) {
      errors += finding.severity == Severity::Error ? 1 : 0;
      warnings += finding.severity == Severity::Warning ? 1 : 0;
    }
    text += left(each.symbol(), symbol_width) + left(to_string(bars.timeframe), 6) +
            left(each.source(), source_width) + right(std::to_string(each.health.bars), 10) +
            right(std::to_string(each.health.sessions_missing), 9) +
            right(std::to_string(errors), 8) + right(std::to_string(warnings), 10) +
            right(std::to_string(each.left_out()), 12) + "  " + label_text(bars, bars.size() - 1) +
            '\n';
  }
  return text;
}

std::string comparison_text(const ingest::SourceComparison& comparison, double tolerance) {
  std::string text;
  if (comparison.sources.size() > 1) {
    text += "  compared:";
    for (const std::string& source : comparison.sources) {
      text += (&source == &comparison.sources.front() ? " " : ", ") + source;
    }
    text += " on basis " + std::string{to_string(comparison.basis)} + ", " +
            std::to_string(comparison.labels) + " bars in common, " +
            std::to_string(comparison.disagreements.size()) + " without a majority within " +
            report::percent(tolerance) + '\n';
  }
  for (const std::string& note : comparison.notes) text += "  note: " + note + '\n';
  return text;
}

void write_quarantine(report::JsonWriter& json, const std::vector<QuarantinedBar>& quarantine) {
  json.begin_array().compact(true);
  for (const QuarantinedBar& bar : quarantine) {
    json.begin_object();
    json.member("at", bar.at);
    json.member("reason", to_string(bar.reason));
    json.member("ruling", to_string(bar.ruling));
    json.member("found_on", to_string(bar.found_on));
    json.key("said").begin_array();
    write_values(json, bar.source, bar.values);
    if (!bar.other_source.empty()) write_values(json, bar.other_source, bar.other);
    json.end_array().end_object();
  }
  json.end_array().compact(false);
}

void write_health(report::JsonWriter& json, const CheckedSeries& checked,
                  const ingest::SourceComparison& comparison) {
  const BarSeries bars = checked.series();
  const BarHealth& health = checked.health;
  const store::Provenance provenance = checked.provenance();
  json.begin_object();
  json.member("symbol", checked.symbol());
  json.member("timeframe", to_string(bars.timeframe));
  json.member("source", checked.source());
  json.member("calendar", to_string(checked.calendar()));
  json.member("basis", to_string(provenance.basis));
  json.key("as_of");
  provenance.as_of ? json.value(to_string(*provenance.as_of)) : json.null();
  json.member("bars", health.bars);
  json.member("first", label_text(bars, 0));
  json.member("last", label_text(bars, bars.size() - 1));
  json.member("sessions", health.sessions);
  json.member("sessions_missing", health.sessions_missing);
  json.member("bars_without_volume", health.bars_without_volume);
  json.member("usual_move", health.usual_move);
  json.member("largest_move", health.largest_move);
  json.member("largest_move_at", label_text(bars, health.largest_move_at));
  write_findings(json, checked);
  json.member("bars_left_out", checked.left_out());
  json.key("quarantine");
  write_quarantine(json, checked.quarantine);
  json.key("compared_with").begin_array();
  const bool is_compared = std::ranges::count(comparison.sources, checked.source()) > 0;
  for (const std::string& source : comparison.sources) {
    if (is_compared && source != checked.source()) json.value(source);
  }
  json.end_array();
  json.member("bars_compared", is_compared ? comparison.labels : 0);
  json.member("rows_quarantined", checked.file ? checked.file->quarantine.size() : 0);
  json.key("warnings").begin_array();
  if (checked.file) {
    for (const std::string& warning : checked.file->warnings) json.value(warning);
  }
  json.end_array().end_object();
}

}  // namespace tw::app
