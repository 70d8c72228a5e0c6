#pragma once

#include <string>
#include <vector>

#include "vendor/vendor.hpp"

namespace tw::adapters::folder {

inline constexpr std::string_view kName = "csv";

/// Where the bars of a symbol are looked for, in this order: "AAPL.1d.csv", "AAPL.csv".
std::vector<std::string> file_names(const std::string& symbol, Timeframe timeframe);

/// Returns true for symbols that are a file's name and no way out of the folder.
bool is_file_name(std::string_view symbol);

/// A folder of CSV files as a vendor: `base_url` is its path, no key, no network.
///
/// Thread: any; files are read anew at each call, so that a new one is seen.
class Session final : public vendor::Vendor {
 public:
  explicit Session(const vendor::VendorSettings& settings);

  const vendor::VendorFacts& facts() const override { return facts_; }
  /// Reads the file of the symbol and timeframe, in any form of docs/data.md; times without an
  /// offset are UTC. Rows that hold no bar count as `nulls_skipped`.
  ///
  /// Errors: SymbolNotFound without a file; NoData when its bars are of another length or outside
  /// the range; malformed when it cannot be read.
  vendor::Answer<vendor::History> history(const vendor::HistoryRequest& request,
                                          Duration patience) override;
  /// Returns the symbols of the files whose names begin with `text`, whatever its case.
  vendor::Answer<std::vector<vendor::SymbolMatch>> search(const std::string& text,
                                                          Duration patience) override;

 private:
  vendor::VendorFacts facts_;
  std::string path_;
};

}  // namespace tw::adapters::folder
