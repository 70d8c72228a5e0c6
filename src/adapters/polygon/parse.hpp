#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::polygon {

/// Each function here reads one answer. Errors: the vendor's refusal in its own words without
/// `key`, or a malformed body. Nothing is taken from a body that is refused.
/// Source: the vendor's REST reference; README.md says what is recorded and what documented.

/// Appends the bars of one page of aggregates to `history`, whose symbol and timeframe are set, and
/// returns `next_url`, empty on the last page. No results add nothing.
vendor::Answer<std::string> add_bars(const vendor::HttpResponse& response, std::string_view key,
                                     vendor::History& history);

/// Reads the snapshot of one stock (v2). Sizes are in lots there.
vendor::Answer<vendor::SymbolQuote> parse_snapshot(const vendor::HttpResponse& response,
                                                   std::string_view key);

/// Reads snapshots of several (v2 `tickers`, v3 `results`); rows that are errors are left out.
/// Errors: SymbolNotFound or Entitlement when all rows are errors.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_snapshots(
    const vendor::HttpResponse& response, std::string_view key);

/// Reads the last trade or the last quote of a stock (v1, v2): `p` and `s` are the bid's or the
/// trade's by the presence of `P`.
vendor::Answer<vendor::SymbolQuote> parse_last(const vendor::HttpResponse& response,
                                               std::string_view key);

/// Reads one day of the whole market, or the previous day of one symbol: bars with their symbol.
vendor::Answer<std::vector<std::pair<std::string, vendor::HistoryRow>>> parse_grouped(
    const vendor::HttpResponse& response, std::string_view key);

/// Appends splits (v3, and v2 whose `ratio` is the other way round) and returns `next_url`.
vendor::Answer<std::string> add_splits(const vendor::HttpResponse& response, std::string_view key,
                                       std::vector<CorporateAction>& actions);
/// Appends dividends (v3 and v2) and returns `next_url`.
vendor::Answer<std::string> add_dividends(const vendor::HttpResponse& response,
                                          std::string_view key,
                                          std::vector<CorporateAction>& actions);

vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                              std::string_view key);
vendor::Answer<vendor::Fundamentals> parse_details(const vendor::HttpResponse& response,
                                                   std::string_view key);

/// Appends the expiries that one page of contracts names, and returns `next_url`.
vendor::Answer<std::string> add_expiries(const vendor::HttpResponse& response, std::string_view key,
                                         std::vector<Date>& expiries);
/// Appends the contracts of one page of a chain, greeks where there are some, and returns
/// `next_url`.
vendor::Answer<std::string> add_contracts(const vendor::HttpResponse& response,
                                          std::string_view key, vendor::OptionChain& chain);

}  // namespace tw::adapters::polygon
