#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vendor/access.hpp"
#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"

namespace tw::adapters::alpaca {

using vendor::Access;

/// Bars of the consolidated tape, oldest first; `page_token` is empty for the first page. Requires
/// a span of the vendor's.
vendor::HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request,
                                 std::string_view page_token);
vendor::HttpRequest snapshots_request(const Access& access,
                                      const std::vector<std::string>& symbols);

}  // namespace tw::adapters::alpaca
