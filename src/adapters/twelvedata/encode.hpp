#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::twelvedata {

using vendor::Access;

/// The newest bars of the range that fit into one answer, in UTC where they are intraday.
/// Requires an interval of the vendor's.
vendor::HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request);
vendor::HttpRequest quote_request(const Access& access, const std::vector<std::string>& symbols);
vendor::HttpRequest splits_request(const Access& access, const vendor::ActionsRequest& request);
vendor::HttpRequest dividends_request(const Access& access, const vendor::ActionsRequest& request);
vendor::HttpRequest search_request(const Access& access, const std::string& text);
vendor::HttpRequest statistics_request(const Access& access, const std::string& symbol);
vendor::HttpRequest profile_request(const Access& access, const std::string& symbol);

}  // namespace tw::adapters::twelvedata
