#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/tiingo/parse.hpp"
#include "adapters/tiingo/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::tiingo {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.symbol = (choice & 1) != 0 ? "ABC" : "BTC/USD";
  history.timeframe = {static_cast<Timeframe::Unit>((choice >> 1) % 5), 1};
  history.basis = (choice & 32) != 0 ? PriceBasis::Total : PriceBasis::Raw;
  vendor::check_refusal(add_bars(response, "K3Y", history));
  vendor::check(history.rows);
  vendor::check(history.actions);
  const auto quotes = parse_quotes(response, "");
  vendor::check_refusal(quotes);
  if (quotes) {
    for (const auto& quote : *quotes) vendor::check(quote);
  }
  vendor::check_refusal(parse_search(response, ""));
  vendor::check_refusal(parse_meta(response, ""));
  vendor::fuzz_frame(Stream{{}}, response.body);
}

}  // namespace
}  // namespace tw::adapters::tiingo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 403, 404, 429},
                                 tw::adapters::tiingo::fuzz);
}
