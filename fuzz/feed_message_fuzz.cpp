#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "providers/feed_message.hpp"

namespace {

using tw::providers::FeedBatch;
using tw::providers::FeedHello;

/// Returns a message written anew.
std::string written(const FeedBatch& batch) {
  tw::providers::FeedBatchWriter writer{batch.publisher, batch.first};
  for (const auto& item : batch.items) writer.add(item);
  std::string text;
  for (const std::string& message : writer.take(true)) {
    // What is longer than a message of ours is cut into several, each with a head of its own.
    text += text.empty() ? message : message.substr(message.find('\n') + 1);
  }
  return text;
}

std::string written(const FeedHello& hello) { return tw::providers::feed_hello_text(hello); }

}  // namespace

// Whatever stands in a log of a relay, it is refused or it is a message to the last byte.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto message = tw::providers::parse_feed_message(text);
  if (!message) {
    TW_ASSERT(!tw::providers::describe(message.error()).empty());
    return 0;
  }
  TW_ASSERT(std::visit([](const auto& each) { return written(each); }, *message) == text);
  return 0;
}
