// Lines of an audit trail, and heads that came from elsewhere: read, and never past their end.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/assert.hpp"
#include "formats/audit_chain.hpp"
#include "formats/audit_signature.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tw::formats;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  // What reads as a record has a place, and says the same when it is sealed again with it.
  if (const auto record = read_record(text)) {
    TW_ASSERT(read_link(text).has_value());
    std::string line;
    append_sealed(line, record->entry, record->sequence, record->previous);
    line.pop_back();
    const auto again = read_record(line);
    TW_ASSERT(again && again->entry == record->entry);
  }
  static_cast<void>(open_head(text));
  const auto verdict = verify_chain([&](const auto& visit) {
    for (std::string_view rest = text; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      visit(rest.substr(0, end));
      rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
    }
  });
  static_cast<void>(verdict);
  return 0;
}
