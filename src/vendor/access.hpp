#pragma once

#include <string>
#include <string_view>

#include "vendor/vendor.hpp"

namespace tw::vendor {

/// Where and with which key (or pair of keys) requests go. Owns: views of the settings' secrets.
struct Access {
  std::string base_url;
  std::string_view key;
  std::string_view secret;
};

/// Returns the configured address, or the `official` one where none is.
inline Access access_of(const VendorSettings& settings, std::string_view official) {
  return {.base_url = settings.base_url.empty() ? std::string{official} : settings.base_url,
          .key = settings.key.reveal(),
          .secret = settings.key_secret.reveal()};
}

}  // namespace tw::vendor
