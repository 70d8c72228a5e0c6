#include "adapters/alpaca/rows.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace tw::adapters::alpaca {

using formats::JsonFields;
using formats::JsonNode;

std::optional<vendor::HistoryRow> row_of(JsonFields& fields, JsonNode node) {
  static constexpr std::array<std::string_view, 6> kNames{"t", "o", "h", "l", "c", "v"};
  const auto [t, o, h, l, c, v] = node.members(kNames);
  const auto start = fields.moment(t);
  const auto open = fields.positive_price(o);
  const auto high = fields.positive_price(h);
  const auto low = fields.positive_price(l);
  const auto close = fields.positive_price(c);
  const auto volume = fields.volume(v);
  if (!start) fields.fault("a bar has no time 't'");
  if (!start || !open || !high || !low || !close) return std::nullopt;
  return vendor::HistoryRow{.label = *start,
                            .open = *open,
                            .high = *high,
                            .low = *low,
                            .close = *close,
                            .volume = volume.value_or(Volume{}),
                            .adjusted_close = std::nullopt};
}

vendor::SymbolQuote quote_of(JsonFields& fields, JsonNode node, std::string symbol) {
  vendor::SymbolQuote quote;
  quote.symbol = std::move(symbol);
  quote.bid = fields.positive_price(node["bp"]);
  quote.ask = fields.positive_price(node["ap"]);
  quote.event_at = fields.moment(node["t"]);
  return quote;
}

vendor::StreamTrade trade_of(JsonFields& fields, JsonNode node, std::string symbol) {
  vendor::StreamTrade trade;
  trade.symbol = std::move(symbol);
  trade.event_at = fields.need(fields.moment(node["t"]), "t");
  trade.price = fields.need(fields.positive_price(node["p"]), "p");
  trade.size = fields.need(fields.quantity(node["s"]), "s");
  const std::string_view id = node["i"].token();
  if (!id.empty()) trade.id = node["x"].text() + ":" + std::string{id};
  return trade;
}

}  // namespace tw::adapters::alpaca
