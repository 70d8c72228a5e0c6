#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/iex/parse.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::iex {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.timeframe = (choice & 1) != 0 ? kDaily : Timeframe{Timeframe::Unit::Minute, 1};
  history.basis = (choice & 2) != 0 ? PriceBasis::Raw : PriceBasis::Split;
  vendor::check_refusal(add_bars(response, "K3Y", history));
  vendor::check(history.rows);
  const auto quote = parse_quote(response, "");
  vendor::check_refusal(quote);
  if (quote) vendor::check(*quote);
  vendor::check_refusal(parse_quotes(response, ""));
  vendor::check_refusal(parse_trades(response, ""));
  std::vector<CorporateAction> actions;
  vendor::check_refusal(add_dividends(response, "", "ABC", actions));
  vendor::check_refusal(add_splits(response, "", "ABC", actions));
  vendor::check(actions);
  vendor::check_refusal(parse_stats(response, "", "ABC"));
}

}  // namespace
}  // namespace tw::adapters::iex

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 400, 403, 404},
                                 tw::adapters::iex::fuzz);
}
