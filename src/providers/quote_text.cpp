#include "providers/quote_text.hpp"

#include <charconv>
#include <utility>

#include "core/decimal.hpp"
#include "core/json_text.hpp"
#include "formats/json_value.hpp"

namespace tw::providers {
namespace {

using vendor::SymbolQuote;

constexpr std::string_view kForm = "1";

/// Calls `each(name, member)` for every amount that may be absent; one list for both directions.
template <class Quote, class Each>
void for_amounts(Quote& quote, const Each& each) {
  each("bid", quote.bid);
  each("ask", quote.ask);
  each("bid_size", quote.bid_size);
  each("ask_size", quote.ask_size);
  each("last", quote.last);
  each("open", quote.open);
  each("high", quote.high);
  each("low", quote.low);
  each("previous_close", quote.previous_close);
  each("volume", quote.volume);
}

void add(std::string& json, std::string_view name, std::string_view value) {
  json += json.size() > 1 ? "," : "";
  append_json_text(json, name);
  json += ':';
  append_json_text(json, value);
}

std::string_view text_of(const formats::JsonValue& object, std::string_view name) {
  const formats::JsonValue* const found = object.find(name);
  return found == nullptr ? std::string_view{} : found->text;
}

std::optional<std::int64_t> integer(std::string_view text) {
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
    return std::nullopt;
  }
  return value;
}

}  // namespace

std::string quote_text(const Sourced<SymbolQuote>& answer) {
  const SymbolQuote& quote = answer.value;
  std::string json = "{";
  add(json, "form", kForm);
  add(json, "symbol", quote.symbol);
  add(json, "source", answer.source);
  add(json, "currency", quote.currency.view());
  add(json, "received_ns", std::to_string(answer.received_at.unix_ns));
  add(json, "latency_ns", std::to_string(answer.latency.ns));
  add(json, "delay_ns", std::to_string(quote.delay.ns));
  if (quote.event_at) add(json, "event_ns", std::to_string(quote.event_at->unix_ns));
  for_amounts(quote, [&](std::string_view name, const auto& amount) {
    if (amount) add(json, name, to_string(*amount));
  });
  return json + "}";
}

std::optional<Sourced<SymbolQuote>> parse_quote_text(std::string_view text) {
  const auto object = formats::parse_json(text);
  if (!object || text_of(*object, "form") != kForm) return std::nullopt;
  const auto received = integer(text_of(*object, "received_ns"));
  const auto latency = integer(text_of(*object, "latency_ns"));
  const auto delay = integer(text_of(*object, "delay_ns"));
  if (!received || !latency || !delay || text_of(*object, "source").empty()) return std::nullopt;
  Sourced<SymbolQuote> answer{.value = {},
                              .source = std::string{text_of(*object, "source")},
                              .received_at = {*received},
                              .latency = {*latency},
                              .age = {},
                              .said = {}};
  answer.value.symbol = text_of(*object, "symbol");
  answer.value.currency = Currency{text_of(*object, "currency")};
  answer.value.delay = {*delay};
  if (const auto event = integer(text_of(*object, "event_ns"))) {
    answer.value.event_at = Timestamp{*event};
  }
  bool is_whole = true;
  for_amounts(answer.value,
              [&]<class Amount>(std::string_view name, std::optional<Amount>& amount) {
                const std::string_view digits = text_of(*object, name);
                if (digits.empty()) return;
                const auto parsed = parse_decimal(digits, Amount::kScale);
                is_whole = is_whole && parsed.has_value();
                if (parsed) amount = Amount::from_raw(parsed->raw);
              });
  if (!is_whole) return std::nullopt;
  return answer;
}

}  // namespace tw::providers
