#pragma once

#include <cstddef>
#include <expected>
#include <string>
#include <vector>

#include "formats/csv_actions.hpp"
#include "ingest/bar_quarantine.hpp"
#include "store/bar_store.hpp"

namespace tw::ingest {

/// By how much two sources may differ.
struct ComparisonLimits {
  double tolerance = 0.005;  ///< Part of the price, of each of open, high, low and close.
};

/// What came of holding the sources of one symbol's bars against each other.
struct SourceComparison {
  std::vector<std::string> sources;        ///< That could be compared, by name.
  PriceBasis basis = PriceBasis::Unknown;  ///< On which they were.
  std::size_t labels = 0;                  ///< Bars that two sources or more have.
  /// Bars that no majority of the sources agrees with, each with what another says.
  std::vector<QuarantinedBar> disagreements;
  std::vector<std::string> notes;  ///< Sources that could not be compared, and why.
};

/// Compares all that is stored of a symbol and timeframe, on one basis: raw prices are divided by
/// the splits that `actions` know, and prices of an earlier as-of day by the splits since. Prices
/// of unknown basis are compared with none.
///
/// Errors: a file is damaged, or the actions contradict each other.
std::expected<SourceComparison, LoadError> compare_sources(
    const store::BarStore& store, const std::string& symbol, Timeframe timeframe,
    const std::vector<formats::DatedAction>& actions, const ComparisonLimits& limits, Date today);

/// The same, with what is stored in `home`; what disagrees is in quarantine afterwards, in place of
/// what disagreed before. A ruling stays as long as the values that it was about.
std::expected<SourceComparison, LoadError> quarantine_disagreements(const std::string& home,
                                                                    const std::string& symbol,
                                                                    Timeframe timeframe,
                                                                    const ComparisonLimits& limits,
                                                                    Date today);

}  // namespace tw::ingest
