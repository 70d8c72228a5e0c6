#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/finnhub/parse.hpp"
#include "adapters/finnhub/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::finnhub {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.symbol = (choice & 1) != 0 ? "ABC" : "X:ABC";
  history.timeframe = {static_cast<Timeframe::Unit>((choice >> 1) % 5), 1};
  vendor::check_refusal(add_candles(response, "K3Y", history));
  vendor::check(history.rows);
  const auto quote = parse_quote(response, "", "ABC");
  vendor::check_refusal(quote);
  if (quote) vendor::check(*quote);
  vendor::check_refusal(parse_search(response, ""));
  auto facts = parse_profile(response, "");
  vendor::check_refusal(facts);
  vendor::Fundamentals metrics;
  vendor::check_refusal(add_metrics(response, "", metrics));
  vendor::fuzz_frame(Stream{{}}, response.body);
}

}  // namespace
}  // namespace tw::adapters::finnhub

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 401, 403, 429},
                                 tw::adapters::finnhub::fuzz);
}
