#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/alpaca/parse.hpp"
#include "adapters/alpaca/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::alpaca {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  vendor::History history;
  history.symbol = "ABC";
  history.timeframe = {static_cast<Timeframe::Unit>(choice % 5), 1};
  vendor::check_refusal(add_bars(response, "K3Y", history));
  vendor::check(history.rows);
  const auto snapshots = parse_snapshots(response, "");
  vendor::check_refusal(snapshots);
  if (snapshots) {
    for (const auto& quote : *snapshots) vendor::check(quote);
  }
  vendor::check_refusal(parse_quotes(response, ""));
  vendor::check_refusal(parse_trades(response, ""));
  vendor::fuzz_frame(Stream{{}}, response.body);
}

}  // namespace
}  // namespace tw::adapters::alpaca

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 400, 403, 429},
                                 tw::adapters::alpaca::fuzz);
}
