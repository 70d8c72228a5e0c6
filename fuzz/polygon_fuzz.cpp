#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/polygon/parse.hpp"
#include "adapters/polygon/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::polygon {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.timeframe = {static_cast<Timeframe::Unit>(choice % 5), 1};
  vendor::check_refusal(add_bars(response, "K3Y", history));
  vendor::check(history.rows);
  if (const auto quote = parse_snapshot(response, "")) vendor::check(*quote);
  if (const auto quote = parse_last(response, "")) vendor::check(*quote);
  const auto quotes = parse_snapshots(response, "");
  vendor::check_refusal(quotes);
  std::vector<CorporateAction> actions;
  vendor::check_refusal(add_splits(response, "", actions));
  vendor::check_refusal(add_dividends(response, "", actions));
  vendor::check(actions);
  vendor::check_refusal(parse_grouped(response, ""));
  vendor::check_refusal(parse_search(response, ""));
  vendor::check_refusal(parse_details(response, ""));
  vendor::OptionChain chain;
  vendor::check_refusal(add_contracts(response, "", chain));
  std::vector<Date> expiries;
  vendor::check_refusal(add_expiries(response, "", expiries));
  vendor::fuzz_frame(Stream{{}}, response.body);
}

}  // namespace
}  // namespace tw::adapters::polygon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 403, 404, 429},
                                 tw::adapters::polygon::fuzz);
}
