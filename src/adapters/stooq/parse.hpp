#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/stooq/encode.hpp"
#include "vendor/answers.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/outcome.hpp"

namespace tw::adapters::stooq {

/// Returns why `response` is no CSV, or nothing when it begins like one: refusals are HTTP 200 in
/// plain words, or a page that asks for a key.
std::optional<vendor::Refusal> refusal_of(const vendor::HttpResponse& response,
                                          std::string_view key);

/// Parses bars, oldest first, under English or Polish headings; indexes and currencies have no
/// volume. Errors: SymbolNotFound for a header alone.
vendor::Answer<vendor::History> parse_history(const vendor::HttpResponse& response,
                                              const vendor::HistoryRequest& request,
                                              Currency currency, std::string_view key);

/// A symbol as it was asked for, and as it was sent.
using Asked = std::pair<std::string, Spelling>;

/// Parses light quotes; rows of `N/D` are symbols that Stooq does not know, and are left out.
vendor::Answer<std::vector<vendor::SymbolQuote>> parse_quotes(const vendor::HttpResponse& response,
                                                              const std::vector<Asked>& asked,
                                                              std::string_view key);

}  // namespace tw::adapters::stooq
