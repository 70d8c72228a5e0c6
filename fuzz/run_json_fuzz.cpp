#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/assert.hpp"
#include "formats/json_value.hpp"
#include "formats/run_json.hpp"

// Whatever a file of a run holds, it becomes a track record or one line that says why not.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto parsed = tw::formats::parse_json(text);
  const auto run = tw::formats::read_run(text, "run");
  TW_ASSERT(parsed || !run);
  const auto record = run ? tw::formats::track_record_of(*run) : std::unexpected{run.error()};
  if (!record) TW_ASSERT(!record.error().empty() && record.error().find('\n') == std::string::npos);
  return 0;
}
