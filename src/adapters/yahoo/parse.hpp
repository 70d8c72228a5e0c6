#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "formats/json_document.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::yahoo {

/// Returns the refusal of an answer that leads to the consent form which Yahoo shows to visitors
/// from the European Union, or is that form; nothing when it is neither.
/// Source: the consent flow as it was recorded, February 2025.
std::optional<vendor::Refusal> consent_refusal(const vendor::HttpResponse& response);

/// Returns why `response` is no answer, in Yahoo's words, or nothing when its body may be one.
///
/// The envelope of an error has another name at each endpoint: it is the member with an `error`.
std::optional<vendor::Refusal> refusal_of(const vendor::HttpResponse& response);

/// Returns the one JSON document of an answer, or why there is none.
vendor::Answer<formats::JsonDocument> document_of(const vendor::HttpResponse& response);

/// Parses one window of v8/finance/chart.
///
/// Rows without prices are skipped and counted. A row off the grid that carries the time of the
/// last trade is the running bar: it joins the bar that it belongs to, which is not complete then.
/// Prices are float32 on Yahoo's side and are rounded to what a float can tell apart; pence become
/// pounds. Dividends and capital gains of one day are one payment.
/// Errors: NoData where there are no bars, besides those of `refusal_of`.
vendor::Answer<vendor::History> parse_chart(const vendor::HttpResponse& response,
                                            const vendor::HistoryRequest& request);

/// Parses v7/finance/quote. Symbols that Yahoo does not know are silently absent.
/// `symbols` are those asked for, in our spelling, which the answer repeats.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(
    const vendor::HttpResponse& response, const std::vector<std::string>& symbols);

/// Parses v1/finance/search; companies without a symbol are left out.
vendor::Answer<std::vector<vendor::SymbolMatch>> parse_search(const vendor::HttpResponse& response);

/// Parses v7/finance/options. Errors: NoData where there are no options.
vendor::Answer<vendor::OptionChain> parse_options(const vendor::HttpResponse& response,
                                                  const vendor::OptionChainRequest& request);

/// Parses v10/finance/quoteSummary, numbers plain or as {raw, fmt}.
vendor::Answer<vendor::Fundamentals> parse_fundamentals(const vendor::HttpResponse& response,
                                                        const std::string& symbol);

/// Returns the cookies that an answer sets, as a request sends them: "A1=…; A3=…".
std::string parse_cookies(const vendor::HttpResponse& response);

/// Returns the crumb. Errors: Throttle or Blocked; a web page or nothing is no crumb.
vendor::Answer<std::string> parse_crumb(const vendor::HttpResponse& response);

}  // namespace tw::adapters::yahoo
