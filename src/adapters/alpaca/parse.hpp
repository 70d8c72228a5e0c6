#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"
#include "vendor/stream.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::alpaca {

/// Each function here reads one answer. Errors: what the vendor refused, in its own words without
/// `key`; or a malformed body.
/// Source: the vendor's market data reference; README.md says what is recorded.

/// Opens an answer that is no error.
vendor::Answer<formats::JsonDocument> open(const vendor::HttpResponse& response,
                                           std::string_view key);

/// Appends the bars of `history.symbol` on one page, and returns the token of the next, empty on
/// the last. A page may hold none of them.
vendor::Answer<std::string> add_bars(const vendor::HttpResponse& response, std::string_view key,
                                     vendor::History& history);

/// Reads snapshots by symbol; unknown symbols, which are null, are left out.
/// Errors: SymbolNotFound when all are.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_snapshots(
    const vendor::HttpResponse& response, std::string_view key);

/// Reads quotes by symbol: the latest of each, or a page of ticks, oldest first.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                              std::string_view key);
/// Reads a page of trades; canceled and incorrect ones are dropped.
vendor::Answer<std::vector<vendor::StreamTrade>> parse_trades(const vendor::HttpResponse& response,
                                                              std::string_view key);

/// Returns what the headers say of the minute's requests.
vendor::BudgetNews budget_of(const vendor::HttpResponse& response);

}  // namespace tw::adapters::alpaca
