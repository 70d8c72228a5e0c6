#include <cstddef>
#include <cstdint>
#include <string>

#include "adapters/polygon/parse.hpp"
#include "adapters/polygon/stream.hpp"
#include "vendor_answers.hpp"

namespace tw::adapters::polygon {
namespace {

void fuzz_answers(const vendor::HttpResponse& response, std::uint8_t choice) {
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
}

void fuzz_stream(std::string_view frame) {
  Stream stream{{}};
  std::vector<vendor::StreamEvent> events;
  const auto read = stream.read(frame, {}, events);
  if (!read) vendor::check(read.error());
  vendor::check(events);
}

}  // namespace
}  // namespace tw::adapters::polygon

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string body{reinterpret_cast<const char*>(data + 1), size - 1};
  constexpr int kStatuses[] = {200, 403, 404, 429};
  tw::adapters::polygon::fuzz_answers(
      {.status = kStatuses[data[0] & 3], .headers = {}, .body = body}, data[0] >> 2);
  tw::adapters::polygon::fuzz_stream(body);
  return 0;
}
