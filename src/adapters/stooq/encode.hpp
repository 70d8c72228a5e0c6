#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/currency.hpp"
#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::stooq {

/// How Stooq spells a symbol of ours, and what it prices it in.
struct Spelling {
  std::string symbol;
  Currency currency;
};

/// Returns Stooq's spelling: "aapl.us", "brk-b.us", "^spx", "eurusd" for our "EURUSD=X", "gc.f" for
/// "GC=F"; nothing for symbols of exchanges whose unit Stooq does not say.
std::optional<Spelling> spelling_of(std::string_view symbol);

/// Returns the letter of `timeframe`, or nothing when Stooq has no such bars.
std::optional<char> interval_of(Timeframe timeframe);

vendor::HttpRequest encode_history(const vendor::Access& access,
                                   const vendor::HistoryRequest& request, const Spelling& spelling);
vendor::HttpRequest encode_quotes(std::string_view base_url, const std::vector<Spelling>& symbols);

}  // namespace tw::adapters::stooq
