#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "ingest/bar_quarantine.hpp"
#include "ingest/load_bars.hpp"
#include "ingest/source_comparison.hpp"
#include "market/bar_check.hpp"
#include "report/json_writer.hpp"
#include "store/bar_store.hpp"

namespace tw::app {

/// One series under check, from a file or from the store, and what was found.
///
/// Owns: the bars that `series()` views.
struct CheckedSeries {
  std::optional<ingest::LoadedBars> file;
  std::optional<store::MappedBars> stored;
  BarHealth health;
  std::vector<ingest::QuarantinedBar> quarantine;  ///< Of this series.

  BarSeries series() const { return file ? file->table.view({}) : stored->series({}); }
  CalendarKind calendar() const { return file ? file->calendar : stored->calendar(); }
  std::string symbol() const { return file ? file->symbol : stored->key().symbol; }
  std::string source() const { return file ? file->source : stored->key().source; }
  store::Provenance provenance() const {
    return stored ? stored->provenance() : store::Provenance{};
  }
  /// Returns how many bars are kept out of every use.
  std::size_t left_out() const;
  /// Returns true when something in it cannot be true, or two sources contradict each other.
  bool has_errors() const { return health.worst == Severity::Error || left_out() > 0; }
};

/// Checks what stands in `series`, and finds its part of `quarantine`.
void check(CheckedSeries& series, const std::vector<ingest::QuarantinedBar>& quarantine);

/// Returns all that was found of it, line by line.
std::string health_text(const CheckedSeries& series);
/// Returns one line a series: how much there is of it and what is wrong.
std::string health_table(const std::vector<CheckedSeries>& all);
/// Writes it as one object.
void write_health(report::JsonWriter& json, const CheckedSeries& series,
                  const ingest::SourceComparison& comparison);
/// Returns what the comparison of sources came to, in lines that are indented.
std::string comparison_text(const ingest::SourceComparison& comparison, double tolerance);

/// Writes bars in quarantine as an array of objects.
void write_quarantine(report::JsonWriter& json,
                      const std::vector<ingest::QuarantinedBar>& quarantine);
/// Returns one of them in words: "2024-06-04: vega closes at 103, lyra at 101".
std::string describe(const ingest::QuarantinedBar& bar);

}  // namespace tw::app
