#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/assert.hpp"
#include "formats/backtest_options.hpp"
#include "formats/spec_toml.hpp"
#include "report/spec_json.hpp"

// Whatever a spec file holds, it becomes a request or reasons of one line each, and a request can
// be written down.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(bytes), size};
  const auto options = tw::formats::parse_spec(text, "spec.toml");
  if (!options) {
    for (const std::string& error : options.error()) {
      TW_ASSERT(!error.empty() && error.find('\n') == std::string::npos);
    }
    return 0;
  }
  const auto request = tw::formats::resolve(*options);
  if (request) {
    TW_ASSERT(!tw::report::spec_json(request->spec).empty());
    return 0;
  }
  TW_ASSERT(!request.error().empty());
  for (const std::string& error : request.error()) {
    TW_ASSERT(!error.empty() && error.find('\n') == std::string::npos);
  }
  return 0;
}
