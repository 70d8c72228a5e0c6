#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/tiingo/parse.hpp"
#include "adapters/tiingo/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::tiingo {
namespace {

void fuzz_answers(const vendor::HttpResponse& response, std::uint8_t choice) {
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
}

void fuzz_stream(std::string_view frame) {
  Stream stream{{}};
  std::vector<vendor::StreamEvent> events;
  const auto read = stream.read(frame, {}, events);
  if (!read) vendor::check(read.error());
  vendor::check(events);
}

}  // namespace
}  // namespace tw::adapters::tiingo

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string body{reinterpret_cast<const char*>(data + 1), size - 1};
  constexpr int kStatuses[] = {200, 403, 404, 429};
  tw::adapters::tiingo::fuzz_answers(
      {.status = kStatuses[data[0] & 3], .headers = {}, .body = body}, data[0] >> 2);
  tw::adapters::tiingo::fuzz_stream(body);
  return 0;
}
