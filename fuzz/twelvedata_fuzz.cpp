#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/twelvedata/parse.hpp"
#include "adapters/twelvedata/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::twelvedata {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.symbol = "ABC";
  history.timeframe = {static_cast<Timeframe::Unit>(choice % 5), 1};
  vendor::check_refusal(add_bars(response, "K3Y", history));
  vendor::check(history.rows);
  if (const auto quote = parse_quote(response, "", "ABC")) vendor::check(*quote);
  vendor::check_refusal(parse_quotes(response, ""));
  std::vector<CorporateAction> actions;
  vendor::check_refusal(add_splits(response, "", "ABC", actions));
  vendor::check_refusal(add_dividends(response, "", "ABC", actions));
  vendor::check(actions);
  vendor::check_refusal(parse_search(response, ""));
  auto facts = parse_statistics(response, "");
  vendor::check_refusal(facts);
  vendor::Fundamentals words;
  vendor::check_refusal(add_profile(response, "", words));
  vendor::fuzz_frame(Stream{{}}, response.body);
}

}  // namespace
}  // namespace tw::adapters::twelvedata

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 403, 404, 429},
                                 tw::adapters::twelvedata::fuzz);
}
