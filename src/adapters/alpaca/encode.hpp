#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vendor/http_message.hpp"
#include "vendor/operation.hpp"
#include "vendor/vendor.hpp"

namespace tw::adapters::alpaca {

/// Where and with which pair of keys requests go. Owns: views of the keys.
struct Access {
  std::string base_url;
  std::string_view key;
  std::string_view secret;
};

Access access_of(const vendor::VendorSettings& settings);

/// Bars of the consolidated tape, oldest first; `page_token` is empty for the first page. Requires
/// a span of the vendor's.
vendor::HttpRequest bars_request(const Access& access, const vendor::HistoryRequest& request,
                                 std::string_view page_token);
vendor::HttpRequest snapshots_request(const Access& access,
                                      const std::vector<std::string>& symbols);

}  // namespace tw::adapters::alpaca
