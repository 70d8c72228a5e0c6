#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/yahoo/parse.hpp"
#include "adapters/yahoo/stream.hpp"
#include "core/assert.hpp"

namespace tw::adapters::yahoo {
namespace {

template <class Parsed>
void check_refusal(const vendor::Answer<Parsed>& answer) {
  if (answer) return;
  TW_ASSERT(answer.error().outcome != vendor::Outcome::Ok);
  TW_ASSERT(answer.error().what.find('\n') == std::string::npos);
}

void check_history(const vendor::HttpResponse& response, Timeframe timeframe) {
  const vendor::HistoryRequest request{
      .symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}};
  const auto history = parse_chart(response, request);
  check_refusal(history);
  if (!history) return;
  for (std::size_t i = 1; i < history->rows.size(); ++i) {
    TW_ASSERT(history->rows[i - 1].label < history->rows[i].label);
  }
  for (const CorporateAction& action : history->actions) {
    TW_ASSERT(action.numerator > 0 && action.denominator > 0);
  }
}

/// The first byte chooses the status and what was asked.
void fuzz(std::uint8_t choice, std::string body) {
  constexpr int kStatuses[] = {200, 200, 200, 401, 404, 422, 429, 503};
  const vendor::HttpResponse response{
      .status = kStatuses[choice & 7U], .headers = {}, .body = std::move(body)};
  switch (choice >> 5U) {
    case 0:
      return check_history(response, kDaily);
    case 1:
      return check_history(response, {Timeframe::Unit::Minute, 5});
    case 2:
      return check_history(response, {Timeframe::Unit::Month, 3});
    case 3:
      return check_refusal(parse_quotes(response, {"OWN", "BRK.B"}));
    case 4:
      return check_refusal(parse_search(response));
    case 5:
      return check_refusal(parse_options(response, {.underlying = "OWN"}));
    case 6:
      return check_refusal(parse_fundamentals(response, "OWN"));
    default:
      break;
  }
  check_refusal(parse_crumb(response));
  Dialect dialect{"wss://example.com"};
  std::vector<vendor::StreamEvent> events;
  const auto read = dialect.read(response.body, {}, events);
  TW_ASSERT(read.has_value() == (events.size() == 1));
}

}  // namespace
}  // namespace tw::adapters::yahoo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::adapters::yahoo::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
