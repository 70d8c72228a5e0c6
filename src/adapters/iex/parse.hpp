#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"
#include "vendor/stream.hpp"

namespace tw::adapters::iex {

/// Each function here reads one answer of the API, version 1, as it was and as archives keep it.
/// Errors, which are plain texts mostly: in the service's own words without `key`; Retired where a
/// page, a 410 or a 404 about no symbol shows that there is no service; or a malformed body.
/// Source: the API's last reference; README.md says what is recorded.

/// Opens an answer that is no error.
vendor::Answer<formats::JsonDocument> open(const vendor::HttpResponse& response,
                                           std::string_view key);

/// Appends bars of a chart to `history`, whose timeframe and basis are set: days, as traded (Raw)
/// or adjusted for splits (Split), and minutes of New York's wall clock.
vendor::Answer<void> add_bars(const vendor::HttpResponse& response, std::string_view key,
                              vendor::History& history);

/// Reads one quote, top of book or day's prices, or a bare price.
vendor::Answer<vendor::SymbolQuote> parse_quote(const vendor::HttpResponse& response,
                                                std::string_view key);
/// Reads a list of those, or a batch by symbol, from which unknown symbols are left out.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                              std::string_view key);
/// Reads the largest trades of a day, or trades by symbol.
vendor::Answer<std::vector<vendor::StreamTrade>> parse_trades(const vendor::HttpResponse& response,
                                                              std::string_view key);

vendor::Answer<void> add_dividends(const vendor::HttpResponse& response, std::string_view key,
                                   const std::string& symbol,
                                   std::vector<CorporateAction>& actions);
/// Appends splits, whose `ratio` is old shares for a new one: 0.142857 for seven for one.
vendor::Answer<void> add_splits(const vendor::HttpResponse& response, std::string_view key,
                                const std::string& symbol, std::vector<CorporateAction>& actions);
vendor::Answer<vendor::Fundamentals> parse_stats(const vendor::HttpResponse& response,
                                                 std::string_view key, const std::string& symbol);

}  // namespace tw::adapters::iex
