#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/date.hpp"
#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::polygon {

using vendor::Access;

/// Bars, oldest first, in the largest pages. Requires a timeframe of ours and a basis that the
/// vendor has: raw, or split.
vendor::HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request);
vendor::HttpRequest snapshot_request(const Access& access, const std::string& symbol);
vendor::HttpRequest snapshots_request(const Access& access,
                                      const std::vector<std::string>& symbols);
vendor::HttpRequest splits_request(const Access& access, const vendor::ActionsRequest& request);
vendor::HttpRequest dividends_request(const Access& access, const vendor::ActionsRequest& request);
vendor::HttpRequest search_request(const Access& access, const std::string& text);
vendor::HttpRequest details_request(const Access& access, const std::string& symbol);
/// The list of contracts that live, by expiry: the way to all expiries.
vendor::HttpRequest contracts_request(const Access& access, const std::string& underlying);
vendor::HttpRequest chain_request(const Access& access, const std::string& underlying, Date expiry);

/// Returns the request for the next page, or nothing when `next_url` leads to a host that is
/// neither of the vendor's two nor the configured one: the key goes there.
std::optional<vendor::HttpRequest> next_request(const Access& access, std::string_view next_url);

}  // namespace tw::adapters::polygon
