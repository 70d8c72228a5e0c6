#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/alphavantage/parse.hpp"
#include "core/assert.hpp"

namespace tw::adapters::alphavantage {
namespace {

constexpr std::string_view kKey = "K3Y";

template <class Parsed>
void check_refusal(const vendor::Answer<Parsed>& answer) {
  if (answer) return;
  TW_ASSERT(answer.error().outcome != vendor::Outcome::Ok);
  TW_ASSERT(answer.error().what.find('\n') == std::string::npos);
}

void check_series(const vendor::HttpResponse& response, Timeframe timeframe) {
  const vendor::HistoryRequest request{
      .symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}};
  const auto history = parse_series(response, request, kKey);
  check_refusal(history);
  if (!history) return;
  for (std::size_t i = 1; i < history->rows.size(); ++i) {
    TW_ASSERT(history->rows[i - 1].label < history->rows[i].label);
  }
  for (const CorporateAction& action : history->actions) {
    TW_ASSERT(action.numerator > 0 && action.denominator > 0);
  }
}

/// The first byte chooses what was asked.
void fuzz(std::uint8_t choice, std::string body) {
  const vendor::HttpResponse response{
      .status = (choice & 8U) != 0 ? 503 : 200, .headers = {}, .body = std::move(body)};
  switch (choice & 7U) {
    case 0:
      return check_series(response, kDaily);
    case 1:
      return check_series(response, {Timeframe::Unit::Minute, 5});
    case 2:
      return check_series(response, {Timeframe::Unit::Week, 1});
    case 3:
      return check_refusal(parse_quote(response, "OWN", kKey));
    case 4:
      return check_refusal(parse_search(response, kKey));
    case 5:
      check_refusal(parse_splits(response, "OWN", kKey));
      return check_refusal(parse_dividends(response, "OWN", kKey));
    case 6:
      return check_refusal(parse_overview(response, "OWN", kKey));
    default:
      return check_refusal(parse_options(response, {.underlying = "OWN"}, kKey));
  }
}

}  // namespace
}  // namespace tw::adapters::alphavantage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::adapters::alphavantage::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
