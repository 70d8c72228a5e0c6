#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::tiingo {

/// Each function here reads one answer. Errors: what the vendor refused, in its own words without
/// `key`; or a malformed body.
/// Source: the vendor's API documentation; README.md says what is recorded.

/// Opens an answer that is no error.
vendor::Answer<formats::JsonDocument> open(const vendor::HttpResponse& response,
                                           std::string_view key);

/// Appends bars to `history`, whose symbol, timeframe and basis are set: a day's or longer bar has
/// prices as traded (Raw, with `adjusted_close`) or adjusted for both (Total), and dividends and
/// splits come along with daily ones. Bars of a pair stand one level below.
vendor::Answer<void> add_bars(const vendor::HttpResponse& response, std::string_view key,
                              vendor::History& history);

/// Reads quotes of shares, or the top of book of pairs; symbols are the vendor's tickers.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                              std::string_view key);

vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                              std::string_view key);
/// Reads what is known of a symbol: words, no figures.
vendor::Answer<vendor::Fundamentals> parse_meta(const vendor::HttpResponse& response,
                                                std::string_view key);

}  // namespace tw::adapters::tiingo
