#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/finnhub/parse.hpp"
#include "adapters/finnhub/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::finnhub {
namespace {

void fuzz_answers(const vendor::HttpResponse& response, std::uint8_t choice) {
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
}

void fuzz_stream(std::string_view frame) {
  Stream stream{{}};
  std::vector<vendor::StreamEvent> events;
  const auto read = stream.read(frame, {}, events);
  if (!read) vendor::check(read.error());
  vendor::check(events);
}

}  // namespace
}  // namespace tw::adapters::finnhub

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string body{reinterpret_cast<const char*>(data + 1), size - 1};
  constexpr int kStatuses[] = {200, 401, 403, 429};
  tw::adapters::finnhub::fuzz_answers(
      {.status = kStatuses[data[0] & 3], .headers = {}, .body = body}, data[0] >> 2);
  tw::adapters::finnhub::fuzz_stream(body);
  return 0;
}
