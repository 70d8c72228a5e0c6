#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/outcome.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::twelvedata {

/// Each function here reads one answer. Errors: what the vendor refused, by the `code` in the body
/// whatever the HTTP status, in its own words without `key`; or a malformed body.
/// Source: the vendor's API documentation; README.md says what is recorded.

/// Opens an answer that may be no error as a whole; parts of a batch may still be.
vendor::Answer<formats::JsonDocument> open(const vendor::HttpResponse& response,
                                           std::string_view key);

/// Appends one answer's bars, newest first as they come, to `history`, whose symbol and timeframe
/// are set; in a batch those of its symbol. Returns how many rows the answer held.
vendor::Answer<std::size_t> add_bars(const vendor::HttpResponse& response, std::string_view key,
                                     vendor::History& history);

/// Reads a quote, a bare price or an exchange rate of `symbol`.
vendor::Answer<vendor::SymbolQuote> parse_quote(const vendor::HttpResponse& response,
                                                std::string_view key, const std::string& symbol);
/// Reads a batch, keyed by symbol (or by the caller's own names); what failed is left out.
/// Errors: the first failure when all failed.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                              std::string_view key);

/// Appends splits, of one symbol or of the calendar. "10-for-1" has `from_factor` 10.
vendor::Answer<void> add_splits(const vendor::HttpResponse& response, std::string_view key,
                                const std::string& symbol, std::vector<CorporateAction>& actions);
vendor::Answer<void> add_dividends(const vendor::HttpResponse& response, std::string_view key,
                                   const std::string& symbol,
                                   std::vector<CorporateAction>& actions);

vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response,
                                                              std::string_view key);
vendor::Answer<vendor::Fundamentals> parse_statistics(const vendor::HttpResponse& response,
                                                      std::string_view key);
/// Adds the words of a company's profile.
vendor::Answer<void> add_profile(const vendor::HttpResponse& response, std::string_view key,
                                 vendor::Fundamentals& facts);

/// Returns the credits of this minute that are left, by the headers.
vendor::BudgetNews budget_of(const vendor::HttpResponse& response);

}  // namespace tw::adapters::twelvedata
