#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/alpaca/parse.hpp"
#include "adapters/alpaca/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::alpaca {
namespace {

void fuzz_answers(const vendor::HttpResponse& response, std::uint8_t choice) {
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
}

void fuzz_stream(std::string_view frame) {
  Stream stream{{}};
  std::vector<vendor::StreamEvent> events;
  const auto read = stream.read(frame, {}, events);
  if (!read) vendor::check(read.error());
  vendor::check(events);
}

}  // namespace
}  // namespace tw::adapters::alpaca

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string body{reinterpret_cast<const char*>(data + 1), size - 1};
  constexpr int kStatuses[] = {200, 400, 403, 429};
  tw::adapters::alpaca::fuzz_answers(
      {.status = kStatuses[data[0] & 3], .headers = {}, .body = body}, data[0] >> 2);
  tw::adapters::alpaca::fuzz_stream(body);
  return 0;
}
