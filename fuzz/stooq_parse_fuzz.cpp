#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/stooq/parse.hpp"
#include "core/assert.hpp"

namespace tw::adapters::stooq {
namespace {

template <class Parsed>
void check_refusal(const vendor::Answer<Parsed>& answer) {
  if (answer) return;
  TW_ASSERT(answer.error().outcome != vendor::Outcome::Ok);
  TW_ASSERT(answer.error().what.find('\n') == std::string::npos);
}

/// The first byte chooses what was asked.
void fuzz(std::uint8_t choice, std::string body) {
  const vendor::HttpResponse response{
      .status = (choice & 2U) != 0 ? 503 : 200, .headers = {}, .body = std::move(body)};
  if ((choice & 1U) != 0) {
    return check_refusal(
        parse_quotes(response, {{"OWN", {"own.us", kUsd}}, {"EURUSD=X", {"eurusd", kUsd}}}, "K3Y"));
  }
  const Timeframe timeframe = (choice & 4U) != 0 ? Timeframe{Timeframe::Unit::Month, 12} : kDaily;
  const auto history = parse_history(
      response, {.symbol = "OWN", .timeframe = timeframe, .from = {}, .to = {}}, kUsd, "K3Y");
  check_refusal(history);
  if (!history) return;
  for (std::size_t i = 1; i < history->rows.size(); ++i) {
    TW_ASSERT(history->rows[i - 1].label < history->rows[i].label);
  }
}

}  // namespace
}  // namespace tw::adapters::stooq

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  tw::adapters::stooq::fuzz(data[0], {reinterpret_cast<const char*>(data + 1), size - 1});
  return 0;
}
