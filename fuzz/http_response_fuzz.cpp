#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/assert.hpp"
#include "net/compression.hpp"
#include "net/http_wire.hpp"

namespace tw::net {
namespace {

constexpr MessageLimits kLimits{.header_max = 4096, .body_max = 8192};

/// Reads an answer that comes in pieces, unpacks its body, and holds the limits.
void fuzz(std::uint8_t choice, std::string_view bytes) {
  ResponseReader reader{kLimits, (choice & 1U) != 0};
  const std::size_t piece = 1U + (choice >> 1U) % 61;
  Fed fed = Progress::Wanting;
  while (fed && *fed == Progress::Wanting && !bytes.empty()) {
    fed = reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  if (fed && *fed == Progress::Wanting) fed = reader.end_of_stream();
  if (!fed) {
    TW_ASSERT(!fed.error().what.empty());
    return;
  }
  const HttpResponse response = reader.take();
  TW_ASSERT(response.status >= 100 && response.body.size() <= kLimits.body_max);
  const auto encoding = response.header("Content-Encoding").value_or("gzip");
  const auto body = decompressed(response.body, encoding, kLimits.body_max);
  TW_ASSERT(!body || body->size() <= kLimits.body_max);
}

}  // namespace
}  // namespace tw::net

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::net::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
