#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::finnhub {

/// Each function here reads one answer. Errors: what the vendor refused, by its text first and by
/// the HTTP status where the text says nothing; or a malformed body.
/// Source: the vendor's API documentation; README.md says what is recorded.

/// Opens an answer that is no error.
vendor::Answer<formats::JsonDocument> open(const vendor::HttpResponse& response,
                                           std::string_view key);

/// Appends the candles, which come as columns, to `history`, whose symbol and timeframe are set.
/// Errors: NoData where the vendor says so.
vendor::Answer<void> add_candles(const vendor::HttpResponse& response, std::string_view key,
                                 vendor::History& history);

/// Reads the quote of `symbol`. Errors: SymbolNotFound for the zeros that an unknown symbol gets.
vendor::Answer<vendor::SymbolQuote> parse_quote(const vendor::HttpResponse& response,
                                                std::string_view key, const std::string& symbol);

/// Reads a search, or the list of an exchange's symbols.
vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                              std::string_view key);

/// Reads a profile. Errors: SymbolNotFound for the empty object that an unknown symbol gets.
vendor::Answer<vendor::Fundamentals> parse_profile(const vendor::HttpResponse& response,
                                                   std::string_view key);
/// Adds the figures among the metrics; dates and texts stand among them.
vendor::Answer<void> add_metrics(const vendor::HttpResponse& response, std::string_view key,
                                 vendor::Fundamentals& facts);

/// Returns what the headers say of the minute's requests.
vendor::BudgetNews budget_of(const vendor::HttpResponse& response);

}  // namespace tw::adapters::finnhub
