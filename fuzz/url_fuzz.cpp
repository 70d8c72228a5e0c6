#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/assert.hpp"
#include "net/url.hpp"

namespace tw::net {
namespace {

/// What holds of an address that was taken apart, whatever went in.
void fuzz(std::string_view text) {
  const auto url = Url::parse(text);
  if (!url) {
    TW_ASSERT(!url.error().empty() && url.error().find('\n') == std::string::npos);
    return;
  }
  TW_ASSERT(!url->host.empty() && url->port != 0 && url->target.starts_with('/'));
  for (const char c : url->target + url->host) TW_ASSERT(c > ' ' && c < '\x7f');
  const auto again = Url::parse(url->scheme + "://" + url->authority() + url->target);
  TW_ASSERT(again.has_value());
  TW_ASSERT(again->host == url->host && again->port == url->port && again->target == url->target);
  for (const auto& [name, value] : query_of(url->target)) {
    TW_ASSERT(name.size() + value.size() <= text.size());
  }
}

}  // namespace
}  // namespace tw::net

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  tw::net::fuzz({reinterpret_cast<const char*>(data), size});
  return 0;
}
