#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/alphavantage/parse.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::alphavantage {
namespace {

constexpr std::string_view kKey = "K3Y";

void check_series(const vendor::HttpResponse& response, Timeframe timeframe) {
  const vendor::HistoryRequest request{
      .symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}};
  const auto history = parse_series(response, kKey, request);
  vendor::check_refusal(history);
  if (history) vendor::check_ordered(*history);
}

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  switch (choice & 7U) {
    case 0:
      return check_series(response, kDaily);
    case 1:
      return check_series(response, {Timeframe::Unit::Minute, 5});
    case 2:
      return check_series(response, {Timeframe::Unit::Week, 1});
    case 3:
      return vendor::check_refusal(parse_quote(response, kKey, "OWN"));
    case 4:
      return vendor::check_refusal(parse_search(response, kKey));
    case 5:
      vendor::check_refusal(parse_splits(response, kKey, "OWN"));
      return vendor::check_refusal(parse_dividends(response, kKey, "OWN"));
    case 6:
      return vendor::check_refusal(parse_overview(response, kKey, "OWN"));
    default:
      return vendor::check_refusal(parse_options(response, kKey, {.underlying = "OWN"}));
  }
}

}  // namespace
}  // namespace tw::adapters::alphavantage

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 503},
                                 tw::adapters::alphavantage::fuzz);
}
