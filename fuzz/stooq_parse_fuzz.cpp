#include <array>
#include <cstddef>
#include <cstdint>

#include "adapters/stooq/parse.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::stooq {
namespace {

void fuzz(const vendor::HttpResponse& response, std::uint8_t choice) {
  if ((choice & 1U) != 0) {
    return vendor::check_refusal(
        parse_quotes(response, {{"OWN", {"own.us", kUsd}}, {"EURUSD=X", {"eurusd", kUsd}}}, "K3Y"));
  }
  const Timeframe timeframe = (choice & 2U) != 0 ? Timeframe{Timeframe::Unit::Month, 12} : kDaily;
  const auto history = parse_history(
      response, {.symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}}, kUsd, "K3Y");
  vendor::check_refusal(history);
  if (history) vendor::check_ordered(*history);
}

}  // namespace
}  // namespace tw::adapters::stooq

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return tw::vendor::fuzz_answer(data, size, std::array{200, 503}, tw::adapters::stooq::fuzz);
}
