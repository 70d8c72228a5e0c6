// Any bytes as a record of a journal: read or refused, never more; and what was read is written
// back as the same bytes.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>
#include <variant>

#include "formats/journal_record.hpp"
#include "formats/journal_text.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tw;  // NOLINT(google-build-using-namespace): one function.
  const auto bytes = std::as_bytes(std::span{data, size});
  if (const auto event = formats::decode_event(bytes)) {
    formats::RecordBytes again;
    std::visit([&](const auto& one) { formats::encode_event(event->stamp, one, again); },
               event->event);
    if (!std::ranges::equal(again.view(), bytes)) std::abort();
    (void)formats::describe(*event, {});
  }
  if (const auto command = formats::decode_command(bytes)) {
    formats::RecordBytes again;
    formats::encode(*command, again);
    if (!std::ranges::equal(again.view(), bytes)) std::abort();
    (void)formats::describe(*command, {});
  }
  if (const auto opening = formats::decode_opening(bytes)) {
    if (!std::ranges::equal(formats::encode(*opening), bytes)) std::abort();
  }
  return 0;
}
