#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::alphavantage {

/// Parses a time series, CSV or JSON, newest first; the answer is oldest first.
///
/// Minutes are named by New York's clock, or the one that JSON names, and start there; a day, week
/// or month by a date, which for weeks and months is their last session.
/// Errors: NoData for a header alone.
vendor::Answer<vendor::History> parse_series(const vendor::HttpResponse& response,
                                             std::string_view key,
                                             const vendor::HistoryRequest& request);

/// Parses GLOBAL_QUOTE. Errors: SymbolNotFound for an empty one.
vendor::Answer<vendor::SymbolQuote> parse_quote(const vendor::HttpResponse& response,
                                                std::string_view key, const std::string& symbol);

vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                              std::string_view key);

vendor::Answer<std::vector<CorporateAction>> parse_splits(const vendor::HttpResponse& response,
                                                          std::string_view key,
                                                          const std::string& symbol);
vendor::Answer<std::vector<CorporateAction>> parse_dividends(const vendor::HttpResponse& response,
                                                             std::string_view key,
                                                             const std::string& symbol);

/// Parses OVERVIEW. Errors: SymbolNotFound for `{}`.
vendor::Answer<vendor::Fundamentals> parse_overview(const vendor::HttpResponse& response,
                                                    std::string_view key,
                                                    const std::string& symbol);

/// Parses HISTORICAL_OPTIONS: the contracts of one expiry at the close of the last session.
/// Errors: NoData where there are none.
vendor::Answer<vendor::OptionChain> parse_options(const vendor::HttpResponse& response,
                                                  std::string_view key,
                                                  const vendor::OptionChainRequest& request);

}  // namespace tw::adapters::alphavantage
