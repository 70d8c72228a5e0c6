#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::yahoo {
namespace {

void check_history(const vendor::HttpResponse& response, Timeframe timeframe) {
  const vendor::HistoryRequest request{
      .symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}};
  const auto history = parse_chart(response, request);
  vendor::check_refusal(history);
  if (history) vendor::check_ordered(*history);
}

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  switch (choice >> 2U) {
    case 0:
      return check_history(response, kDaily);
    case 1:
      return check_history(response, {Timeframe::Unit::Minute, 5});
    case 2:
      return check_history(response, {Timeframe::Unit::Month, 3});
    case 3:
      return vendor::check_refusal(parse_quotes(response, {"OWN", "BRK.B"}));
    case 4:
      return vendor::check_refusal(parse_search(response));
    case 5:
      return vendor::check_refusal(parse_options(response, {.underlying = "OWN"}));
    case 6:
      return vendor::check_refusal(parse_fundamentals(response, "OWN"));
    default:
      break;
  }
  vendor::check_refusal(parse_crumb(response));
  Dialect dialect{"wss://example.com"};
  std::vector<vendor::StreamEvent> events;
  const auto read = dialect.read(response.body, {}, events);
  TW_ASSERT(read.has_value() == (events.size() == 1));
}

}  // namespace
}  // namespace tw::adapters::yahoo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 200, 200, 401, 404, 422, 429, 503},
                                 tw::adapters::yahoo::fuzz);
}
