#pragma once

#include <expected>
#include <string>

#include "ingest/load_bars.hpp"
#include "market/price_basis.hpp"
#include "store/bar_store.hpp"

namespace tw::ingest {

/// What one file brought into the store.
struct ImportedFile {
  std::string file;
  LoadedBars bars;
  store::MergeTally merge;
  std::string stored_at;       ///< The bar file.
  std::string quarantined_at;  ///< The sidecar with the rows set aside; empty when there are none.
};

/// Reads a CSV file of bars into the store of `home`, and writes what it sets aside beside it.
///
/// The sidecar is `<home>/quarantine/<symbol>.<timeframe>.<source>.csv`; one from an earlier import
/// of the same name goes when nothing is set aside. Prices are kept as they stand, with the
/// adjusted close and, where somebody says it, their basis. Errors: nothing of the file is stored.
std::expected<ImportedFile, LoadError> import_csv(const std::string& path,
                                                  const LoadOptions& options,
                                                  const std::string& home,
                                                  PriceBasis basis = PriceBasis::Unknown);

/// Returns the text of a sidecar: a summary in comment lines, then `line,reason,column,text`.
std::string quarantine_csv(const LoadedBars& bars, const std::string& file);

}  // namespace tw::ingest
