#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/assert.hpp"
#include "formats/action_history.hpp"
#include "formats/csv_actions.hpp"

// Whatever a file of corporate actions holds, it becomes actions that read the same once written,
// or a reason of one line; and the history of any symbol in it is one, or a reason of one line.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace tw::formats;
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto is_one_line = [](const std::string& message) {
    return !message.empty() && message.find('\n') == std::string::npos;
  };
  const auto actions = parse_actions(text);
  if (!actions) {
    TW_ASSERT(is_one_line(actions.error()));
    return 0;
  }
  const std::string written = to_csv(*actions);
  const auto again = parse_actions(written);
  const bool has_symbols =
      std::ranges::none_of(*actions, [](const DatedAction& row) { return row.symbol.empty(); });
  if (has_symbols) TW_ASSERT(again.has_value() && to_csv(*again) == written);
  for (const DatedAction& row : *actions) {
    const auto history = action_history(*actions, row.symbol);
    TW_ASSERT(history.has_value() || is_one_line(history.error()));
    break;
  }
  return 0;
}
